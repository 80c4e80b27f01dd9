resource "aws_eks_cluster" "this" {
  name     = local.name
  role_arn = aws_iam_role.cluster.arn
  version  = var.cluster.kubernetes_version

  # Who did what in the cluster is always kept.
  enabled_cluster_log_types = var.enable_logging ? ["api", "audit", "authenticator"] : ["audit"]

  # Networking, DNS and the proxy come as managed add-ons (addons.tf) and not as files that nobody
  # updates. This value, and the creator's permission below, are also what an import reads: any
  # other would make Terraform replace a cluster that it takes over after an interrupted run.
  bootstrap_self_managed_addons = false

  access_config {
    # No aws-auth ConfigMap: who may do what is in IAM alone.
    authentication_mode = "API"
    # The role that makes the cluster installs Beta9 in it.
    bootstrap_cluster_creator_admin_permissions = true
  }

  vpc_config {
    subnet_ids = [for zone in var.network.availability_zones : aws_subnet.private[zone].id]
    # Nodes use the private endpoint. The public one is how Beta9 Provisioning installs and checks
    # Beta9 from outside; every call is authenticated by IAM.
    endpoint_private_access = true
    endpoint_public_access  = true
  }

  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = aws_kms_key.this.arn
    }
  }

  timeouts {
    create = "40m"
    update = "90m"
    delete = "30m"
  }

  lifecycle {
    # Both can be set at creation only, so a difference could mean nothing but a new cluster.
    ignore_changes = [
      bootstrap_self_managed_addons,
      access_config[0].bootstrap_cluster_creator_admin_permissions,
    ]
  }

  # The role's permissions must be there before the cluster and outlive it: EKS needs them to remove
  # its network interfaces.
  depends_on = [
    aws_cloudwatch_log_group.cluster,
    aws_iam_role_policy_attachment.cluster,
    aws_iam_role_policy.cluster_no_log_groups,
  ]
}

# Lets pods take on IAM roles by their service accounts. AWS has trusted the certificates of EKS
# issuers by itself for years: no thumbprint needs to be looked up.
resource "aws_iam_openid_connect_provider" "cluster" {
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]

  tags = { Name = local.name }
}
