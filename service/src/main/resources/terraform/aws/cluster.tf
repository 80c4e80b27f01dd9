locals {
  public_endpoint = var.cluster.endpoint.access == "public"
  # Who reaches the public endpoint; no one if it does not exist.
  public_access_cidrs = local.public_endpoint ? var.cluster.endpoint.allowed_cidrs : var.temporary_api_cidrs
}

resource "aws_eks_cluster" "this" {
  name     = local.name
  role_arn = aws_iam_role.cluster.arn
  version  = var.cluster.kubernetes_version

  # The audit log is always enabled.
  enabled_cluster_log_types = var.enable_logging ? ["api", "audit", "authenticator"] : ["audit"]

  # At the end of standard support AWS would otherwise update the cluster by itself, without
  # its nodes and add-ons. Preflight warns of the price of extended support.
  upgrade_policy {
    support_type = "EXTENDED"
  }

  # Networking, DNS and kube-proxy are managed add-ons (addons.tf), which can be updated. This value
  # and the creator's permission below are also what an import reads: with any other, Terraform would
  # replace a cluster that it imports after an interrupted run.
  bootstrap_self_managed_addons = false

  access_config {
    # No aws-auth ConfigMap: access is configured in IAM only.
    authentication_mode = "API"
    # The role that creates the cluster installs Beta9 in it.
    bootstrap_cluster_creator_admin_permissions = true
  }

  vpc_config {
    subnet_ids = [for zone in var.network.availability_zones : aws_subnet.private[zone].id]
    # Nodes use the private endpoint. Beta9 Provisioning installs and verifies Beta9 through the
    # public one; if there is only a private one, which its workers do not reach, the public one is
    # open to them until the operation ends. Every request is authenticated by IAM.
    endpoint_private_access = true
    endpoint_public_access  = length(local.public_access_cidrs) > 0
    public_access_cidrs     = length(local.public_access_cidrs) > 0 ? local.public_access_cidrs : null
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
    # The first two can be set at creation only, so a difference would replace the cluster. EKS rejects
    # subnets of other zones than those at its creation; nodes may be in any zone.
    ignore_changes = [
      vpc_config[0].subnet_ids,
      bootstrap_self_managed_addons,
      access_config[0].bootstrap_cluster_creator_admin_permissions,
    ]
  }

  # The role's permissions must exist before the cluster and be deleted after it: EKS needs them to
  # delete its network interfaces.
  depends_on = [
    aws_cloudwatch_log_group.cluster,
    aws_iam_role_policy_attachment.cluster,
    aws_iam_role_policy.cluster_no_log_groups,
  ]
}

# Allows pods to assume IAM roles through their service accounts. AWS verifies the certificates of
# EKS issuers itself, so no thumbprint is needed.
resource "aws_iam_openid_connect_provider" "cluster" {
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]

  tags = { Name = local.name }
}
