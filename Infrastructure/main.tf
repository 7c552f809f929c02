# The three systems in one account and region, in one network and with one topic for alarms. Each may be left out.

data "aws_caller_identity" "this" {
  count = var.account_id == null && !var.offline ? 1 : 0
}

locals {
  account_id = coalesce(var.account_id, try(data.aws_caller_identity.this[0].account_id, null), "000000000000")
  context = {
    partition = (
      startswith(var.region, "cn-") ? "aws-cn" : startswith(var.region, "us-gov-") ? "aws-us-gov" : "aws"
    )
    region     = var.region
    account_id = local.account_id
  }
  # Buckets share their names with all of AWS.
  bucket_suffix = var.bucket_suffix == null ? "-${local.account_id}" : var.bucket_suffix
  zones         = coalesce(var.availability_zones, ["${var.region}a", "${var.region}b"])
  private       = contains(var.systems, "documents") || contains(var.systems, "receipts")
  endpoints = setunion(
    contains(var.systems, "documents") ? local.documents_endpoints : toset([]),
    contains(var.systems, "receipts") ? toset(["sqs", "secretsmanager"]) : toset([]),
  )
  documents_endpoints = toset([
    "secretsmanager", "bedrock-runtime", "sagemaker.runtime", "ecr.api", "ecr.dkr", "logs", "textract", "transcribe",
  ])
}

module "shared" {
  source = "./modules/shared"

  context              = local.context
  name                 = "fdnix-${var.environment}"
  project              = local.tags.Project
  availability_zones   = local.zones
  cidr                 = var.network_cidr
  private_subnets      = local.private
  nat_gateway_per_zone = var.nat_gateway_per_zone
  interface_endpoints  = var.interface_endpoints ? local.endpoints : []
  alert_email          = var.alert_email
  monthly_budget       = var.monthly_budget
}

module "packages" {
  source    = "./modules/packages"
  count     = contains(var.systems, "packages") ? 1 : 0
  providers = { aws = aws.packages, aws.us_east_1 = aws.us_east_1 }

  context             = local.context
  alerts_topic_arn    = module.shared.alerts_topic_arn
  documentation       = var.documentation
  subnet_ids          = module.shared.subnet_ids.public
  security_group_id   = module.shared.outward_security_group_id
  bucket_suffix       = local.bucket_suffix
  delete_data         = var.delete_data
  image               = var.packages_image
  image_tag           = var.image_tag
  pipeline            = var.packages_pipeline
  schedule            = var.packages_schedule
  schedule_enabled    = var.packages_schedule_enabled
  embedder            = var.packages_embedder
  bedrock_model       = var.packages_bedrock_model
  min_coverage        = var.packages_min_coverage
  search_archive      = var.search_archive
  search_concurrency  = var.search_concurrency
  search_version      = var.search_version
  api_keys            = var.search_api_keys
  api_gateway_account = var.api_gateway_account
  cloudfront          = var.cloudfront
  domain_name         = var.domain_name
  zone_id             = var.zone_id
  export              = var.packages_export
}

module "documents" {
  source    = "./modules/documents"
  count     = contains(var.systems, "documents") ? 1 : 0
  providers = { aws = aws.documents }

  context                 = local.context
  offline                 = var.offline
  alerts_topic_arn        = module.shared.alerts_topic_arn
  documentation           = var.documentation
  vpc_id                  = module.shared.vpc_id
  private_subnet_ids      = module.shared.subnet_ids.private
  isolated_subnet_ids     = module.shared.subnet_ids.isolated
  security_group_id       = module.shared.outward_security_group_id
  bucket_suffix           = local.bucket_suffix
  delete_data             = var.delete_data
  image                   = var.documents_image
  image_tag               = var.image_tag
  archive                 = var.documents_archive
  architecture            = var.documents_architecture
  models                  = var.documents_models
  video_models            = var.documents_video_models
  task_cpu                = var.documents_task_cpu
  task_memory             = var.documents_task_memory
  task_timeout            = var.documents_task_timeout
  max_concurrency         = var.documents_max_concurrency
  items_per_task          = var.documents_items_per_task
  fail_on_document_errors = var.documents_fail_on_document_errors
  schedule                = var.documents_schedule
  postgres_host           = var.postgres_host
  postgres_port           = var.postgres_port
  postgres_cidr           = var.postgres_cidr
  postgres_secret_arn     = var.postgres_secret_arn
  aurora_version          = var.aurora_version
  aurora_capacity         = var.aurora_capacity
  database_proxy          = var.database_proxy
  password_version        = var.password_version
  database_certificates   = var.database_certificates
}

module "receipts" {
  source    = "./modules/receipts"
  count     = contains(var.systems, "receipts") ? 1 : 0
  providers = { aws = aws.receipts }

  context            = local.context
  alerts_topic_arn   = module.shared.alerts_topic_arn
  documentation      = var.documentation
  vpc_id             = module.shared.vpc_id
  zones              = length(local.zones)
  private_subnet_ids = module.shared.subnet_ids.private
  security_group_id  = module.shared.outward_security_group_id
  bucket_suffix      = local.bucket_suffix
  delete_data        = var.delete_data
  stack              = var.environment
  name               = var.receipts_name
  archive            = var.receipts_archive
  architecture       = var.receipts_architecture
  embedding_provider = var.receipts_embedding_provider
  places             = var.receipts_places
  collection_backend = var.receipts_collection_backend
  chroma_url         = var.chroma_url
  chroma_tenant      = var.chroma_tenant
  chroma_database    = var.chroma_database
  chroma_token       = var.chroma_token
}
