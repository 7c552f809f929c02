# The functions: one that hears of objects, three of the state machine, one that searches.

locals {
  inside = {
    subnet_ids         = var.private_subnet_ids
    security_group_ids = [var.security_group_id, aws_security_group.clients.id]
  }
  functions = {
    cache-update = {
      description = "Keeps the rows of documents up to date with the input bucket"
      memory      = 256, timeout = 60, network = false
      statements = {
        Look    = { actions = ["s3:GetObject"], resources = ["${local.bucket.input}/*"] }
        Missing = { actions = ["s3:ListBucket"], resources = [local.bucket.input] }
        Cache   = { actions = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], resources = [local.cache_arn] }
      }
    }
    manage = {
      description = "Purges, and removes what is stored of deleted documents"
      memory      = 512, timeout = 900, network = true
      statements = {
        Cache = {
          actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:Scan"]
          resources = [local.cache_arn]
        }
        Deleted     = { actions = ["dynamodb:Query"], resources = ["${local.cache_arn}/index/GSI1", "${local.links_arn}/index/GSI1"] }
        Links       = { actions = ["dynamodb:BatchWriteItem"], resources = [local.links_arn] }
        ListMedia   = { actions = ["s3:ListBucket"], resources = [local.bucket.media] }
        DeleteMedia = { actions = ["s3:DeleteObject"], resources = ["${local.bucket.media}/*"] }
        Secret      = local.embedding.Secret
      }
    }
    detect = {
      description = "Lists the documents that wait"
      memory      = 512, timeout = 900, network = false
      statements = {
        Cache   = { actions = ["dynamodb:GetItem", "dynamodb:UpdateItem"], resources = [local.cache_arn] }
        Waiting = { actions = ["dynamodb:Query"], resources = ["${local.cache_arn}/index/GSI1"] }
        List    = { actions = ["s3:PutObject"], resources = ["${local.bucket.processed}/ingestion_input/*"] }
      }
    }
    summarize = {
      description = "Gathers the results of a run"
      memory      = 512, timeout = 900, network = false
      statements = {
        Read = {
          actions   = ["s3:GetObject"]
          resources = ["${local.bucket.processed}/ingestion_input/*", "${local.bucket.processed}/ingestion_output/*"]
        }
        ListResults = { actions = ["s3:ListBucket"], resources = [local.bucket.processed] }
        Write       = { actions = ["s3:PutObject"], resources = ["${local.bucket.processed}/ingestion_output/*"] }
      }
    }
    search = {
      description = "Searches documents"
      memory      = 1024, timeout = 30, network = true
      statements  = local.embedding
    }
  }
}

module "function" {
  source   = "../function"
  for_each = local.functions

  context      = var.context
  name         = "${local.name}-${each.key}"
  description  = each.value.description
  archive      = var.archive
  architecture = var.architecture
  memory       = each.value.memory
  timeout      = each.value.timeout
  statements   = each.value.statements
  network      = each.value.network ? local.inside : null
  environment = merge(
    local.environment, { EMBED_ROLE = each.key },
    local.aurora ? { DB_SSLROOTCERT = var.database_certificates.archive } : {},
  )
  failure_queue_arn = each.key == "cache-update" ? module.lost_events.arn : null
}

# Notifications that could not be handled after all tries.
module "lost_events" {
  source = "../queue"

  context = var.context
  name    = "${local.name}-lost-notifications"
}

resource "aws_lambda_permission" "input" {
  statement_id   = "input-bucket"
  action         = "lambda:InvokeFunction"
  function_name  = module.function["cache-update"].name
  principal      = "s3.amazonaws.com"
  source_arn     = local.bucket.input
  source_account = var.context.account_id
}

resource "aws_s3_bucket_notification" "input" {
  bucket = module.bucket["input"].name

  lambda_function {
    id                  = "cache-update"
    lambda_function_arn = module.function["cache-update"].arn
    events              = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
  }

  # Known by their names, and so waited for by hand.
  depends_on = [aws_lambda_permission.input]
}

# The search's API: documents are not everybody's, so that callers sign as AWS does.
resource "aws_apigatewayv2_api" "search" {
  name          = "${local.name}-search"
  description   = "Searches documents"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "search" {
  api_id                 = aws_apigatewayv2_api.search.id
  integration_type       = "AWS_PROXY"
  integration_uri        = module.function["search"].invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

resource "aws_apigatewayv2_route" "search" {
  api_id             = aws_apigatewayv2_api.search.id
  route_key          = "POST /corpus/search"
  authorization_type = "AWS_IAM"
  target             = "integrations/${aws_apigatewayv2_integration.search.id}"
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/${local.name}/search-api"
  retention_in_days = 30
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.search.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.api.arn
    format = jsonencode({
      request = "$context.requestId", time = "$context.requestTimeEpoch", method = "$context.httpMethod"
      path    = "$context.path", status = "$context.status", latency = "$context.responseLatency"
    })
  }

  default_route_settings {
    detailed_metrics_enabled = true
    throttling_rate_limit    = 50
    throttling_burst_limit   = 100
  }
}

resource "aws_lambda_permission" "search" {
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = module.function["search"].name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.search.execution_arn}/*/*"
}
