# One key for everything that is at rest: Kubernetes secrets, node disks, database, Redis, bucket,
# registry and logs. Whoever disables it stops the environment, and whoever deletes it ends it.
resource "aws_kms_key" "this" {
  description             = "Beta9 environment ${var.environment_name} (${var.environment_id})"
  enable_key_rotation     = true
  deletion_window_in_days = 7

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Leaves it to IAM who in the account may use and manage the key. Without it nobody could.
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        # Auto Scaling starts nodes with encrypted disks under a role of its own that IAM policies
        # of ours do not reach. This is how AWS's default key for disks puts it, too: anybody in
        # the account who may use encrypted volumes, but only through EC2.
        Sid       = "DisksThroughEc2"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action = [
          "kms:CreateGrant",
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey*",
          "kms:ReEncrypt*",
        ]
        Resource = "*"
        Condition = {
          StringEquals = {
            "kms:CallerAccount" = var.account_id
            "kms:ViaService"    = "ec2.${var.region}.amazonaws.com"
          }
        }
      },
      {
        Sid       = "ControlPlaneLogs"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.region}.amazonaws.com" }
        Action = [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey*",
          "kms:ReEncrypt*",
        ]
        Resource = "*"
        Condition = {
          ArnLike = { "kms:EncryptionContext:aws:logs:arn" = local.arn_prefix.eks_logs }
        }
      },
    ]
  })

  tags = { Name = local.name }
}

resource "aws_kms_alias" "this" {
  name          = "alias/${local.name}"
  target_key_id = aws_kms_key.this.key_id
}
