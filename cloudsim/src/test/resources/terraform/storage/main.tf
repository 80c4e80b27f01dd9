terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
  backend "s3" {
    bucket         = "beta9-tf-state-123456789012-us-east-1"
    key            = "environments/env_4f1a2b3c4d5e/terraform.tfstate"
    region         = "us-east-1"
    encrypt        = true
    use_lockfile   = true
    dynamodb_table = "beta9-tf-state-123456789012-us-east-1-lock"
    use_path_style = true
    assume_role = {
      role_arn    = "arn:aws:iam::123456789012:role/Beta9Provisioner"
      external_id = "ext-1"
    }
  }
}

provider "aws" {
  region              = "us-east-1"
  s3_use_path_style   = true
  allowed_account_ids = ["123456789012"]
  max_retries         = 3
  assume_role {
    role_arn     = "arn:aws:iam::123456789012:role/Beta9Provisioner"
    external_id  = "ext-1"
    session_name = "provision"
  }
  default_tags {
    tags = {
      "beta9:environment-id" = "env_4f1a2b3c4d5e"
    }
  }
}

variable "team" {
  type    = string
  default = "platform"
}

resource "aws_s3_bucket" "store" {
  bucket        = "beta9-4f1a2b3c4d5e"
  force_destroy = true
  tags = {
    team = var.team
  }
}

resource "aws_s3_bucket_versioning" "store" {
  bucket = aws_s3_bucket.store.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "store" {
  bucket = aws_s3_bucket.store.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "store" {
  bucket                  = aws_s3_bucket.store.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "store" {
  bucket = aws_s3_bucket.store.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "store" {
  bucket = aws_s3_bucket_versioning.store.bucket
  rule {
    id     = "old-versions"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "store" {
  bucket = aws_s3_bucket.store.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.store.arn, "${aws_s3_bucket.store.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_cors_configuration" "store" {
  bucket = aws_s3_bucket.store.id
  cors_rule {
    allowed_methods = ["GET", "PUT"]
    allowed_origins = ["*"]
  }
}

resource "aws_s3_object" "welcome" {
  bucket  = aws_s3_bucket_versioning.store.bucket
  key     = "welcome.txt"
  content = "hello"
}

resource "aws_dynamodb_table" "small" {
  name         = "beta9-4f1a2b3c4d5e"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "LockID"
  attribute {
    name = "LockID"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
}

data "aws_caller_identity" "me" {}

output "caller" {
  value = data.aws_caller_identity.me.arn
}
