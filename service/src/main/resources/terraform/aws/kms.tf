# Encrypts all data at rest: Kubernetes secrets, node disks, database, Redis, bucket, registry and
# logs. Disabling it stops the environment; deleting it makes the data permanently unreadable.
resource "aws_kms_key" "this" {
  description             = "Beta9 environment ${var.environment_name} (${var.environment_id})"
  enable_key_rotation     = true
  deletion_window_in_days = 7

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Delegates the administration of the key to the account's IAM policies. Without it, no
        # principal could change or delete the key.
        Sid       = "Administration"
        Effect    = "Allow"
        Principal = { AWS = "${local.arn}:iam::${var.account_id}:root" }
        Action = [
          "kms:CancelKeyDeletion",
          "kms:CreateAlias",
          "kms:DeleteAlias",
          "kms:DescribeKey",
          "kms:DisableKey",
          "kms:DisableKeyRotation",
          "kms:EnableKey",
          "kms:EnableKeyRotation",
          "kms:GetKeyPolicy",
          "kms:GetKeyRotationStatus",
          "kms:ListGrants",
          "kms:ListKeyPolicies",
          "kms:ListResourceTags",
          "kms:PutKeyPolicy",
          "kms:RevokeGrant",
          "kms:ScheduleKeyDeletion",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:UpdateAlias",
          "kms:UpdateKeyDescription",
        ]
        Resource = "*"
      },
      {
        # Delegates the use of the key to the account's IAM policies, but only through the services
        # that store this environment's data: a policy that allows kms:Decrypt does not decrypt.
        Sid       = "UseThroughServices"
        Effect    = "Allow"
        Principal = { AWS = "${local.arn}:iam::${var.account_id}:root" }
        Action = [
          "kms:Decrypt",
          "kms:Encrypt",
          "kms:GenerateDataKey*",
          "kms:ReEncrypt*",
        ]
        Resource = "*"
        Condition = {
          StringEquals = {
            "kms:CallerAccount" = var.account_id
            "kms:ViaService" = [
              for service in ["ec2", "ecr", "eks", "elasticache", "rds", "s3", "secretsmanager"] :
              "${service}.${var.region}.${var.partition.dns_suffix}"
            ]
          }
        }
      },
      {
        # EKS, RDS, ElastiCache and ECR use the key by grants that they create for themselves.
        Sid       = "GrantsForServices"
        Effect    = "Allow"
        Principal = { AWS = "${local.arn}:iam::${var.account_id}:root" }
        Action    = "kms:CreateGrant"
        Resource  = "*"
        Condition = {
          Bool = { "kms:GrantIsForAWSResource" = "true" }
          StringEquals = {
            "kms:CallerAccount" = var.account_id
            "kms:ViaService" = [
              for service in ["ecr", "eks", "elasticache", "rds"] :
              "${service}.${var.region}.${var.partition.dns_suffix}"
            ]
          }
        }
      },
      {
        # Auto Scaling starts nodes with encrypted disks under its own role, to which this module
        # cannot attach policies. As for AWS's default EBS key: any principal of the account that
        # may use encrypted volumes, but only through EC2.
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
            "kms:ViaService"    = "ec2.${var.region}.${var.partition.dns_suffix}"
          }
        }
      },
      {
        Sid       = "Logs"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.region}.${var.partition.dns_suffix}" }
        Action = [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey*",
          "kms:ReEncrypt*",
        ]
        Resource = "*"
        Condition = {
          ArnLike = { "kms:EncryptionContext:aws:logs:arn" = local.log_group_arns }
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
