# The file system with the versions that readers map. A Chroma server in its place needs none.

resource "aws_efs_file_system" "this" {
  count = local.segments ? 1 : 0

  creation_token = "chromadb-${var.stack}-efs"
  encrypted      = true
  tags           = { Name = "chromadb-${var.stack}-efs" }

  lifecycle_policy {
    transition_to_ia = "AFTER_30_DAYS"
  }
}

resource "aws_efs_access_point" "this" {
  count = local.segments ? 1 : 0

  file_system_id = aws_efs_file_system.this[0].id
  tags           = { Name = "chromadb-${var.stack}-access-point" }

  posix_user {
    uid = 1000
    gid = 1000
  }

  root_directory {
    path = "/chroma"
    creation_info {
      owner_uid   = 1000
      owner_gid   = 1000
      permissions = "755"
    }
  }
}

resource "aws_efs_mount_target" "this" {
  count = local.segments ? var.zones : 0

  file_system_id  = aws_efs_file_system.this[0].id
  subnet_id       = var.private_subnet_ids[count.index]
  security_groups = [aws_security_group.files[0].id]
}

# Nobody speaks to the file system but by TLS.
resource "aws_efs_file_system_policy" "this" {
  count = local.segments ? 1 : 0

  file_system_id = aws_efs_file_system.this[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Id      = "files"
    Statement = [
      {
        Sid       = "OnlyTLS"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "*"
        Resource  = aws_efs_file_system.this[0].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "ThroughMountTargets"
        Effect    = "Allow"
        Principal = { AWS = "arn:${var.context.partition}:iam::${var.context.account_id}:root" }
        Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
        Resource  = aws_efs_file_system.this[0].arn
        Condition = { Bool = { "elasticfilesystem:AccessedViaMountTarget" = "true" } }
      },
    ]
  })
}

resource "aws_security_group" "clients" {
  count = local.segments ? 1 : 0

  name        = "${local.prefix}-file-clients"
  description = "NFS outward, nothing inward"
  vpc_id      = var.vpc_id
  tags        = { Name = "${local.prefix}-file-clients" }
}

resource "aws_security_group" "files" {
  count = local.segments ? 1 : 0

  name        = "${local.prefix}-files"
  description = "NFS from the functions"
  vpc_id      = var.vpc_id
  tags        = { Name = "${local.prefix}-files" }
}

resource "aws_vpc_security_group_egress_rule" "clients" {
  count = local.segments ? 1 : 0

  security_group_id            = aws_security_group.clients[0].id
  description                  = "NFS"
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
  referenced_security_group_id = aws_security_group.files[0].id
}

resource "aws_vpc_security_group_ingress_rule" "files" {
  count = local.segments ? 1 : 0

  security_group_id            = aws_security_group.files[0].id
  description                  = "NFS"
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
  referenced_security_group_id = aws_security_group.clients[0].id
}
