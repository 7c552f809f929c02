# One network for all systems. Tasks of packages need the internet and nothing here needs them, so that they live in
# public subnets; documents and receipts live in private ones, databases in some that no route leads out of.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  # Each kind of subnet has its quarter of the network.
  kinds   = { public = 0, private = 1, isolated = 2 }
  wanted  = var.private_subnets ? ["public", "private", "isolated"] : ["public"]
  subnets = { for pair in setproduct(local.wanted, var.availability_zones) : "${pair[0]}-${pair[1]}" => { kind = pair[0], zone = pair[1] } }
  ids     = { for kind in keys(local.kinds) : kind => [for key, subnet in aws_subnet.this : subnet.id if local.subnets[key].kind == kind] }
  tables  = concat([aws_route_table.public.id], [for table in aws_route_table.private : table.id])
  nats    = var.private_subnets ? slice(var.availability_zones, 0, var.nat_gateway_per_zone ? length(var.availability_zones) : 1) : []
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = var.name }
}

# Without rules of its own, so that nothing works by accident in the group that AWS makes.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name}-default" }
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  vpc_id            = aws_vpc.this.id
  availability_zone = each.value.zone
  cidr_block        = cidrsubnet(cidrsubnet(var.cidr, 2, local.kinds[each.value.kind]), 4, index(var.availability_zones, each.value.zone))
  tags              = { Name = "${var.name}-${each.key}" }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = var.name }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name}-public" }
}

resource "aws_route" "public" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_eip" "nat" {
  for_each = toset(local.nats)

  domain = "vpc"
  tags   = { Name = "${var.name}-${each.key}" }
}

resource "aws_nat_gateway" "this" {
  for_each = toset(local.nats)

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.this["public-${each.key}"].id
  tags          = { Name = "${var.name}-${each.key}" }
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_route_table" "private" {
  for_each = toset(var.private_subnets ? var.availability_zones : [])

  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_route" "private" {
  for_each = aws_route_table.private

  route_table_id         = each.value.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = try(aws_nat_gateway.this[each.key], aws_nat_gateway.this[local.nats[0]]).id
}

# Isolated subnets keep the network's main table, which knows the network alone.
resource "aws_route_table_association" "this" {
  for_each = { for key, subnet in local.subnets : key => subnet if subnet.kind != "isolated" }

  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = each.value.kind == "public" ? aws_route_table.public.id : aws_route_table.private[each.value.zone].id
}

# What tasks and functions may reach: whatever speaks TLS.
resource "aws_security_group" "outward" {
  name        = "${var.name}-outward"
  description = "HTTPS to anywhere, nothing inward"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.name}-outward" }
}

resource "aws_vpc_security_group_egress_rule" "outward" {
  security_group_id = aws_security_group.outward.id
  description       = "HTTPS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}
