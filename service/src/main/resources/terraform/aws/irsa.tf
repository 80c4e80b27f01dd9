# Roles of pods. Each can be assumed only by the named service accounts.

locals {
  beta9_namespace = "beta9-system"

  service_accounts = {
    gateway    = ["system:serviceaccount:${local.beta9_namespace}:beta9-gateway"]
    worker     = ["system:serviceaccount:${local.beta9_namespace}:beta9-worker"]
    autoscaler = ["system:serviceaccount:kube-system:cluster-autoscaler"]
    ebs_csi    = ["system:serviceaccount:kube-system:ebs-csi-controller-sa"]
  }

  oidc_issuer = replace(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://", "")

  trust_of_pods = {
    for role, subjects in local.service_accounts : role => jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect    = "Allow"
          Principal = { Federated = aws_iam_openid_connect_provider.cluster.arn }
          Action    = "sts:AssumeRoleWithWebIdentity"
          Condition = {
            StringEquals = {
              "${local.oidc_issuer}:aud" = "sts.amazonaws.com"
              "${local.oidc_issuer}:sub" = subjects
            }
          }
        },
      ]
    })
  }
}

locals {
  registry_login_statement = {
    # AWS does not support restricting this action to a repository.
    Sid      = "RegistryLogin"
    Effect   = "Allow"
    Action   = ["ecr:GetAuthorizationToken"]
    Resource = ["*"]
  }

  pull_actions = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
  ]
}

resource "aws_iam_role" "gateway" {
  name                 = "${local.name}-gateway"
  permissions_boundary = var.permissions_boundary
  description          = "Beta9's gateway in ${local.name}"
  assume_role_policy   = local.trust_of_pods.gateway
}

# The gateway hands the credentials to push an image to the worker that builds it.
resource "aws_iam_role_policy" "gateway" {
  name = "gateway"
  role = aws_iam_role.gateway.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.bucket_statements, [
      local.registry_login_statement,
      {
        Sid    = "Images"
        Effect = "Allow"
        Action = concat(local.pull_actions, [
          "ecr:CompleteLayerUpload",
          "ecr:DescribeImages",
          "ecr:DescribeRepositories",
          "ecr:InitiateLayerUpload",
          "ecr:ListImages",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ])
        Resource = [aws_ecr_repository.this.arn]
      },
    ])
  })
}

# Workers run users' code in containers. They have a role of their own, which pulls images and cannot
# replace any.
resource "aws_iam_role" "worker" {
  name                 = "${local.name}-worker"
  permissions_boundary = var.permissions_boundary
  description          = "Beta9's workers in ${local.name}"
  assume_role_policy   = local.trust_of_pods.worker
}

resource "aws_iam_role_policy" "worker" {
  name = "worker"
  role = aws_iam_role.worker.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.bucket_statements, [
      local.registry_login_statement,
      {
        Sid      = "Images"
        Effect   = "Allow"
        Action   = local.pull_actions
        Resource = [aws_ecr_repository.this.arn]
      },
    ])
  })
}

resource "aws_iam_role" "autoscaler" {
  name                 = "${local.name}-autoscaler"
  permissions_boundary = var.permissions_boundary
  description          = "The cluster autoscaler of ${local.name}"
  assume_role_policy   = local.trust_of_pods.autoscaler
}

resource "aws_iam_role_policy" "autoscaler" {
  name = "autoscaler"
  role = aws_iam_role.autoscaler.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Read-only; AWS does not support restricting these actions to resources.
        Sid    = "Look"
        Effect = "Allow"
        Action = [
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeAutoScalingInstances",
          "autoscaling:DescribeLaunchConfigurations",
          "autoscaling:DescribeScalingActivities",
          "autoscaling:DescribeTags",
          "ec2:DescribeImages",
          "ec2:DescribeInstanceTypes",
          "ec2:DescribeLaunchTemplateVersions",
          "ec2:GetInstanceTypesFromInstanceRequirements",
        ]
        Resource = ["*"]
      },
      {
        # Reads the labels of a group that has no nodes.
        Sid      = "Labels"
        Effect   = "Allow"
        Action   = ["eks:DescribeNodegroup"]
        Resource = ["${local.arn}:eks:${var.region}:${var.account_id}:nodegroup/${local.name}/*"]
      },
      {
        # EKS sets this tag on the Auto Scaling groups of its node groups.
        Sid    = "Scale"
        Effect = "Allow"
        Action = [
          "autoscaling:SetDesiredCapacity",
          "autoscaling:TerminateInstanceInAutoScalingGroup",
        ]
        Resource = ["*"]
        Condition = {
          StringEquals = { "aws:ResourceTag/k8s.io/cluster-autoscaler/${local.name}" = "owned" }
        }
      },
    ]
  })
}

resource "aws_iam_role" "ebs_csi" {
  name                 = "${local.name}-ebs-csi"
  permissions_boundary = var.permissions_boundary
  description          = "The EBS driver of ${local.name}"
  assume_role_policy   = local.trust_of_pods.ebs_csi
}

resource "aws_iam_role_policy_attachment" "ebs_csi" {
  role       = aws_iam_role.ebs_csi.name
  policy_arn = "${local.arn_prefix.iam_policy}/service-role/AmazonEBSCSIDriverPolicy"
}
