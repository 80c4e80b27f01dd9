# Roles of the control plane and of the nodes, and the user whose key Beta9 needs for its storage.
# The roles of pods are in irsa.tf.

resource "aws_iam_role" "cluster" {
  name        = "${local.name}-cluster"
  description = "The control plane of ${local.name}"

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

# A control plane that is being deleted still writes its last lines, and would make the log group
# again that has just been destroyed.
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
  name        = "${local.name}-nodes"
  description = "The nodes of ${local.name}"

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

locals {
  # Beta9's bucket, and the key that it is encrypted with. Nothing about other buckets.
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
    },
  ]
}

# Beta9 gives its workspaces storage by an access key and can do it in no other way. The key is made
# outside of Terraform, so that it is in no state.
resource "aws_iam_user" "storage" {
  name = "${local.name}-storage"

  # With the user go the keys that Terraform does not know of.
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
