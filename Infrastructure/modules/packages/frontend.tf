# CloudFront before the API, and a name of one's own; both may be left out.

locals {
  # AWS's own policies: all that the viewer sent but the host, and the usual headers of security.
  all_but_host     = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
  security_headers = "67f7725c-6f97-4210-82d7-5512b31e9d03"
  domain           = var.cloudfront ? var.domain_name : null
}

resource "aws_acm_certificate" "this" {
  count    = local.domain == null ? 0 : 1
  provider = aws.us_east_1

  domain_name       = local.domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  count = local.domain != null && var.zone_id != null ? 1 : 0

  zone_id = var.zone_id
  name    = tolist(aws_acm_certificate.this[0].domain_validation_options)[0].resource_record_name
  type    = tolist(aws_acm_certificate.this[0].domain_validation_options)[0].resource_record_type
  records = [tolist(aws_acm_certificate.this[0].domain_validation_options)[0].resource_record_value]
  ttl     = 300
}

# Waits until somebody has written the record, here or by hand.
resource "aws_acm_certificate_validation" "this" {
  count    = local.domain == null ? 0 : 1
  provider = aws.us_east_1

  certificate_arn = aws_acm_certificate.this[0].arn
  depends_on      = [aws_route53_record.validation]
}

resource "aws_cloudfront_function" "rewrite" {
  count = var.cloudfront ? 1 : 0

  name    = "fdnix-api-prefix"
  runtime = "cloudfront-js-2.0"
  comment = "Takes /api off, which the API does not know"
  publish = true
  code    = file("${path.module}/rewrite.js")
}

resource "aws_cloudfront_cache_policy" "by_query" {
  count = var.cloudfront ? 1 : 0

  name        = "fdnix-by-query"
  comment     = "As long as the API says, by all parameters"
  min_ttl     = 0
  default_ttl = 0
  max_ttl     = 3600

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true
    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = "all"
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  count = var.cloudfront ? 1 : 0

  enabled         = true
  comment         = "fdnix"
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = "PriceClass_100"
  aliases         = local.domain[*]

  origin {
    origin_id   = "api"
    domain_name = "${aws_api_gateway_rest_api.search.id}.execute-api.${var.context.region}.amazonaws.com"
    origin_path = "/${aws_api_gateway_stage.v1.stage_name}"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  # Errors of the API stay what they are: there are no pages that stand in for them.
  default_cache_behavior {
    target_origin_id           = "api"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.by_query[0].id
    origin_request_policy_id   = local.all_but_host
    response_headers_policy_id = local.security_headers
  }

  ordered_cache_behavior {
    path_pattern               = "/api/*"
    target_origin_id           = "api"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.by_query[0].id
    origin_request_policy_id   = local.all_but_host
    response_headers_policy_id = local.security_headers
    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.rewrite[0].arn
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  # CloudFront's own certificate goes with CloudFront's own choice of TLS.
  viewer_certificate {
    cloudfront_default_certificate = local.domain == null
    acm_certificate_arn            = one(aws_acm_certificate_validation.this[*].certificate_arn)
    ssl_support_method             = local.domain == null ? null : "sni-only"
    minimum_protocol_version       = local.domain == null ? "TLSv1" : "TLSv1.2_2021"
  }
}
