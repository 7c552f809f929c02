# The function that searches, and the API before it.

module "search" {
  source = "../function"

  context      = var.context
  name         = local.function_name
  description  = "Searches packages"
  archive      = var.search_archive
  architecture = "x86_64"
  memory       = 1024
  timeout      = 30
  concurrency  = var.search_concurrency
  publish      = true
  environment  = { ENABLE_EMBEDDINGS = "true" }
  statements = {
    Model = { actions = ["bedrock:InvokeModel"], resources = [local.model_arn], when = local.bedrock }
  }
}

# The newest version is the one that a deployment or the pipeline published last; a version may be held instead.
resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "What users reach"
  function_name    = module.search.name
  function_version = coalesce(var.search_version, module.search.version)
}

resource "aws_lambda_permission" "api" {
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = module.search.name
  qualifier     = aws_lambda_alias.live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.search.execution_arn}/*/*"
}

resource "aws_api_gateway_rest_api" "search" {
  name        = "fdnix-search-api-gateway"
  description = "Searches packages"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_resource" "any" {
  rest_api_id = aws_api_gateway_rest_api.search.id
  parent_id   = aws_api_gateway_rest_api.search.root_resource_id
  path_part   = "{proxy+}"
}

# The function knows its paths and methods; here are the root and everything below it.
locals {
  paths = { root = aws_api_gateway_rest_api.search.root_resource_id, below = aws_api_gateway_resource.any.id }
}

resource "aws_api_gateway_method" "any" {
  for_each = local.paths

  rest_api_id      = aws_api_gateway_rest_api.search.id
  resource_id      = each.value
  http_method      = "ANY"
  authorization    = "NONE"
  api_key_required = var.api_keys
}

resource "aws_api_gateway_integration" "any" {
  for_each = local.paths

  rest_api_id             = aws_api_gateway_rest_api.search.id
  resource_id             = each.value
  http_method             = aws_api_gateway_method.any[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_alias.live.invoke_arn
  timeout_milliseconds    = 29000
}

resource "aws_api_gateway_deployment" "search" {
  rest_api_id = aws_api_gateway_rest_api.search.id
  # What a deployment is a copy of: one that is new is deployed anew.
  triggers = {
    methods = sha1(jsonencode([
      local.paths, [for method in aws_api_gateway_method.any : [method.http_method, method.api_key_required]],
      [for integration in aws_api_gateway_integration.any : integration.uri],
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "api" {
  for_each = {
    requests = "/fdnix/search-api-gateway"
    # API Gateway chooses this name itself; made here it has an end.
    execution = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.search.id}/v1"
  }

  name              = each.value
  retention_in_days = 30
}

resource "aws_api_gateway_stage" "v1" {
  rest_api_id   = aws_api_gateway_rest_api.search.id
  deployment_id = aws_api_gateway_deployment.search.id
  stage_name    = "v1"

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.api["requests"].arn
    format = jsonencode({
      request = "$context.requestId", time = "$context.requestTimeEpoch", method = "$context.httpMethod"
      path    = "$context.path", status = "$context.status", latency = "$context.responseLatency"
    })
  }

  depends_on = [aws_api_gateway_account.this, aws_cloudwatch_log_group.api]
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.search.id
  stage_name  = aws_api_gateway_stage.v1.stage_name
  method_path = "*/*"

  settings {
    logging_level          = "INFO"
    data_trace_enabled     = false
    metrics_enabled        = true
    throttling_rate_limit  = 100
    throttling_burst_limit = 200
  }
}

resource "aws_api_gateway_usage_plan" "daily" {
  count = var.api_keys ? 1 : 0

  name = "fdnix-search-api"

  api_stages {
    api_id = aws_api_gateway_rest_api.search.id
    stage  = aws_api_gateway_stage.v1.stage_name
  }

  quota_settings {
    limit  = 10000
    period = "DAY"
  }
}

resource "aws_api_gateway_api_key" "first" {
  count = var.api_keys ? 1 : 0

  name = "fdnix-search-api"
}

resource "aws_api_gateway_usage_plan_key" "first" {
  count = var.api_keys ? 1 : 0

  key_id        = aws_api_gateway_api_key.first[0].id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.daily[0].id
}

# What API Gateway writes logs as, one setting for all APIs of an account and region.
module "api_log_role" {
  source = "../role"
  count  = var.api_gateway_account ? 1 : 0

  context     = var.context
  name        = "fdnix-api-gateway-logs-${var.context.region}"
  description = "Lets API Gateway write its logs"
  service     = "apigateway.amazonaws.com"
  statements = {
    # API Gateway refuses a role that may not do these with any log group.
    Logs = {
      actions = [
        "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams",
        "logs:PutLogEvents", "logs:GetLogEvents", "logs:FilterLogEvents",
      ]
      resources = ["arn:${format(local.here, "logs")}:*"]
    }
  }
}

resource "aws_api_gateway_account" "this" {
  count = var.api_gateway_account ? 1 : 0

  cloudwatch_role_arn = module.api_log_role[0].arn
}
