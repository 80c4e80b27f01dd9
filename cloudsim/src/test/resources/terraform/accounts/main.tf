# What an account has beside its network: identities, keys, logs, images, secrets.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "round" {
  type    = string
  default = "first"
}

provider "aws" {
  default_tags {
    tags = { "beta9:environment-id" = "env_0123456789ab" }
  }
}

data "aws_caller_identity" "me" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "cluster" {
  name                 = "t-cluster"
  description          = "round ${var.round}"
  max_session_duration = 7200
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  tags                 = { round = var.round }
}

resource "aws_iam_role_policy" "inline" {
  name = "inline"
  role = aws_iam_role.cluster.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "arn:aws:s3:::${var.round}/*" }]
  })
}

resource "aws_iam_role_policy_attachment" "cluster" {
  role       = aws_iam_role.cluster.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_iam_policy" "own" {
  name = "t-own"
  path = "/beta9/"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["ecr:*"], Resource = "*", Sid = var.round == "first" ? "A" : "B" }]
  })
}

resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.cluster.name
  policy_arn = aws_iam_policy.own.arn
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url             = "https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
}

resource "aws_iam_role" "gateway" {
  name = "t-gateway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.cluster.arn }
      Condition = { StringEquals = { "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF:aud" = "sts.amazonaws.com" } }
    }]
  })
}

resource "aws_iam_instance_profile" "nodes" {
  name = "t-nodes"
  role = aws_iam_role.cluster.name
}

resource "aws_iam_user" "storage" {
  name          = "t-storage"
  force_destroy = true
}

resource "aws_iam_user_policy" "storage" {
  name = "bucket"
  user = aws_iam_user.storage.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })
}

resource "aws_kms_key" "main" {
  description             = "round ${var.round}"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_alias" "main" {
  name          = "alias/t"
  target_key_id = aws_kms_key.main.key_id
}

resource "aws_cloudwatch_log_group" "cluster" {
  name              = "/beta9/t"
  retention_in_days = var.round == "first" ? 30 : 60
  kms_key_id        = aws_kms_key.main.arn
}

resource "aws_ecr_repository" "images" {
  name                 = "t-images"
  force_delete         = true
  image_tag_mutability = var.round == "first" ? "MUTABLE" : "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "images" {
  repository = aws_ecr_repository.images.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "old ones"
      selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 14 }
      action       = { type = "expire" }
    }]
  })
}

resource "aws_secretsmanager_secret" "database" {
  name                    = "beta9/t/database"
  description             = "round ${var.round}"
  kms_key_id              = aws_kms_key.main.arn
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id     = aws_secretsmanager_secret.database.id
  secret_string = jsonencode({ username = "beta9", password = "password-${var.round}" })
}

ephemeral "aws_secretsmanager_secret_version" "database" {
  secret_id  = aws_secretsmanager_secret.database.id
  version_id = aws_secretsmanager_secret_version.database.version_id
}

data "aws_secretsmanager_secret_version" "database" {
  secret_id  = aws_secretsmanager_secret.database.id
  depends_on = [aws_secretsmanager_secret_version.database]
}

output "key_id" {
  value = aws_kms_key.main.key_id
}

output "password" {
  value     = jsondecode(data.aws_secretsmanager_secret_version.database.secret_string).password
  sensitive = true
}
