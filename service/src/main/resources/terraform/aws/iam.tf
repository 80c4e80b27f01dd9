# Roles of the control plane and the nodes, and the user whose access key Beta9 uses for storage.
# The roles of pods are in irsa.tf.

resource "aws_iam_role" "cluster" {
  name                 = "${local.name}-cluster"
  permissions_boundary = var.permissions_boundary
  description          = "The control plane of ${local.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "eks.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "cluster" {
  role       = aws_iam_role.cluster.name
  policy_arn = "${local.arn_prefix.iam_policy}/AmazonEKSClusterPolicy"
}

# A control plane that is being deleted still writes logs, and would recreate the log group that has
# just been destroyed.
resource "aws_iam_role_policy" "cluster_no_log_groups" {
  name = "no-log-groups"
  role = aws_iam_role.cluster.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Deny"
        Action   = "logs:CreateLogGroup"
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_role" "nodes" {
  name                 = "${local.name}-nodes"
  permissions_boundary = var.permissions_boundary
  description          = "The nodes of ${local.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "ec2.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "nodes" {
  for_each = toset([
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
  ])

  role       = aws_iam_role.nodes.name
  policy_arn = "${local.arn_prefix.iam_policy}/${each.key}"
}

# Writes the flow logs of the VPC. Only flow logs of this account and region can assume it.
resource "aws_iam_role" "flow_logs" {
  count = var.network.flow_logs ? 1 : 0

  name                 = "${local.name}-flow-logs"
  permissions_boundary = var.permissions_boundary
  description          = "The flow logs of ${local.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "vpc-flow-logs.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = {
          StringEquals = { "aws:SourceAccount" = var.account_id }
          ArnLike      = { "aws:SourceArn" = "${local.arn}:ec2:${var.region}:${var.account_id}:vpc-flow-log/*" }
        }
      },
    ]
  })
}

# Not logs:CreateLogGroup: the last records would recreate the group after it has been destroyed.
resource "aws_iam_role_policy" "flow_logs" {
  count = var.network.flow_logs ? 1 : 0

  name = "flow-logs"
  role = aws_iam_role.flow_logs[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "logs:CreateLogStream",
          "logs:DescribeLogStreams",
          "logs:PutLogEvents",
        ]
        Resource = ["${aws_cloudwatch_log_group.flow[0].arn}:*"]
      },
      {
        # AWS does not support restricting this action to a prefix.
        Effect   = "Allow"
        Action   = ["logs:DescribeLogGroups"]
        Resource = ["*"]
      },
    ]
  })
}

locals {
  # Access to Beta9's bucket and the key that encrypts it, and to no other bucket.
  bucket_statements = [
    {
      Sid    = "Bucket"
      Effect = "Allow"
      Action = [
        "s3:GetBucketLocation",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
      ]
      Resource = [aws_s3_bucket.this.arn]
    },
    {
      Sid    = "Objects"
      Effect = "Allow"
      Action = [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetObject",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
      ]
      Resource = ["${aws_s3_bucket.this.arn}/*"]
    },
    {
      Sid    = "KeyOfBucket"
      Effect = "Allow"
      Action = [
        "kms:Decrypt",
        "kms:GenerateDataKey",
      ]
      Resource = [aws_kms_key.this.arn]
      # The key decrypts for S3 only: not Kubernetes' secrets, the database or the disks.
      Condition = {
        StringEquals = {
          "kms:CallerAccount" = var.account_id
          "kms:ViaService"    = "s3.${var.region}.${var.partition.dns_suffix}"
        }
      }
    },
  ]
}

# Beta9 supports only access keys for the storage of its workspaces. The key is created outside of
# Terraform, so that it is not in the state.
resource "aws_iam_user" "storage" {
  name                 = "${local.name}-storage"
  permissions_boundary = var.permissions_boundary

  # Also deletes the access keys, which Terraform does not manage.
  force_destroy = true
}

resource "aws_iam_user_policy" "storage" {
  name = "storage"
  user = aws_iam_user.storage.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.bucket_statements
  })
}
