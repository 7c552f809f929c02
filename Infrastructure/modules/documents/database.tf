# Where vectors are kept: Aurora, made here, or any Postgres with pgvector, made elsewhere.

locals {
  aurora     = var.postgres_host == null
  proxied    = local.aurora && var.database_proxy
  host       = local.aurora ? (local.proxied ? aws_db_proxy.this[0].endpoint : aws_rds_cluster.this[0].endpoint) : var.postgres_host
  port       = local.aurora ? 5432 : var.postgres_port
  secret     = "${local.name}/database"
  secret_arn = local.aurora ? "${format(local.here, "secretsmanager")}:secret:${local.secret}-??????" : var.postgres_secret_arn
  # What a program is told; the name of a secret does for its ARN.
  secret_id = local.aurora ? aws_secretsmanager_secret.user[0].arn : var.postgres_secret_arn
}

# Who speaks to the database.
resource "aws_security_group" "clients" {
  name        = "${local.name}-database-clients"
  description = "Postgres outward, nothing inward"
  vpc_id      = var.vpc_id
  tags        = { Name = "${local.name}-database-clients" }
}

resource "aws_vpc_security_group_egress_rule" "clients" {
  security_group_id            = aws_security_group.clients.id
  description                  = "Postgres"
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  referenced_security_group_id = one(aws_security_group.database[*].id)
  cidr_ipv4                    = local.aurora ? null : var.postgres_cidr
}

resource "aws_security_group" "database" {
  count = local.aurora ? 1 : 0

  name        = "${local.name}-database"
  description = "Postgres from its clients"
  vpc_id      = var.vpc_id
  tags        = { Name = "${local.name}-database" }
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  count = local.aurora ? 1 : 0

  security_group_id            = aws_security_group.database[0].id
  description                  = "Postgres"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.clients.id
}

resource "aws_db_subnet_group" "this" {
  count = local.aurora ? 1 : 0

  name        = local.name
  description = "Subnets that no route leads out of"
  subnet_ids  = var.isolated_subnet_ids
}

resource "aws_rds_cluster_parameter_group" "this" {
  count = local.aurora ? 1 : 0

  name        = local.name
  family      = "aurora-postgresql${split(".", var.aurora_version)[0]}"
  description = "TLS alone"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_rds_cluster" "this" {
  count = local.aurora ? 1 : 0

  cluster_identifier              = local.name
  engine                          = "aurora-postgresql"
  engine_version                  = var.aurora_version
  database_name                   = "embeddings"
  master_username                 = "migrator"
  manage_master_user_password     = true
  storage_encrypted               = true
  db_subnet_group_name            = aws_db_subnet_group.this[0].name
  vpc_security_group_ids          = [aws_security_group.database[0].id]
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.this[0].name
  enabled_cloudwatch_logs_exports = ["postgresql"]
  backup_retention_period         = 7
  copy_tags_to_snapshot           = true
  deletion_protection             = !var.delete_data
  skip_final_snapshot             = var.delete_data
  final_snapshot_identifier       = var.delete_data ? null : "${local.name}-last"
  # Users are made by statements sent as HTTPS, from outside the network.
  enable_http_endpoint = true

  serverlessv2_scaling_configuration {
    min_capacity = var.aurora_capacity.min
    max_capacity = var.aurora_capacity.max
  }

  # Made here the log has an end.
  depends_on = [aws_cloudwatch_log_group.database]
}

resource "aws_cloudwatch_log_group" "database" {
  count = local.aurora ? 1 : 0

  name              = "/aws/rds/cluster/${local.name}/postgresql"
  retention_in_days = 30
}

resource "aws_rds_cluster_instance" "writer" {
  count = local.aurora ? 1 : 0

  identifier                   = "${local.name}-writer"
  cluster_identifier           = aws_rds_cluster.this[0].id
  engine                       = aws_rds_cluster.this[0].engine
  engine_version               = aws_rds_cluster.this[0].engine_version
  instance_class               = "db.serverless"
  performance_insights_enabled = true
}

# The programs' own user, who has no rights but on two tables. The password is made when it is needed and kept in
# neither plan nor state; a plan without an account goes without.
ephemeral "aws_secretsmanager_random_password" "user" {
  count = local.aurora && !var.offline ? 1 : 0

  password_length     = 32
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "user" {
  count = local.aurora ? 1 : 0

  name                    = local.secret
  description             = "How tasks and functions enter the database"
  recovery_window_in_days = var.delete_data ? 0 : 30
}

resource "aws_secretsmanager_secret_version" "user" {
  count = local.aurora ? 1 : 0

  secret_id                = aws_secretsmanager_secret.user[0].id
  secret_string_wo_version = var.password_version
  secret_string_wo = jsonencode({
    username = "embeddings"
    password = try(ephemeral.aws_secretsmanager_random_password.user[0].random_password, "")
    port     = 5432
    dbname   = "embeddings"
  })
}

module "proxy_role" {
  source = "../role"
  count  = local.proxied ? 1 : 0

  context     = var.context
  name        = "${local.name}-database-proxy"
  description = "What the database's proxy may do"
  service     = "rds.amazonaws.com"
  statements  = { Secret = { actions = ["secretsmanager:GetSecretValue"], resources = [local.secret_arn] } }
}

resource "aws_db_proxy" "this" {
  count = local.proxied ? 1 : 0

  name                   = local.name
  engine_family          = "POSTGRESQL"
  require_tls            = true
  role_arn               = module.proxy_role[0].arn
  vpc_subnet_ids         = var.isolated_subnet_ids
  vpc_security_group_ids = [aws_security_group.database[0].id, aws_security_group.proxy[0].id]

  auth {
    auth_scheme = "SECRETS"
    iam_auth    = "DISABLED"
    secret_arn  = aws_secretsmanager_secret.user[0].arn
  }
}

resource "aws_db_proxy_default_target_group" "this" {
  count = local.proxied ? 1 : 0

  db_proxy_name = aws_db_proxy.this[0].name
}

resource "aws_db_proxy_target" "this" {
  count = local.proxied ? 1 : 0

  db_proxy_name         = aws_db_proxy.this[0].name
  target_group_name     = aws_db_proxy_default_target_group.this[0].name
  db_cluster_identifier = aws_rds_cluster.this[0].id
}

# The proxy is let in by the database, and lets its clients in by the database's group.
resource "aws_security_group" "proxy" {
  count = local.proxied ? 1 : 0

  name        = "${local.name}-database-proxy"
  description = "Postgres from the proxy to the database"
  vpc_id      = var.vpc_id
  tags        = { Name = "${local.name}-database-proxy" }
}

resource "aws_vpc_security_group_egress_rule" "proxy" {
  count = local.proxied ? 1 : 0

  security_group_id            = aws_security_group.proxy[0].id
  description                  = "Postgres"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database[0].id
}

resource "aws_vpc_security_group_ingress_rule" "proxy" {
  count = local.proxied ? 1 : 0

  security_group_id            = aws_security_group.database[0].id
  description                  = "Postgres from the proxy"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.proxy[0].id
}
