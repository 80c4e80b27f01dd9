# The role that creates the cluster is its administrator by access_config (cluster.tf); these are the
# others. A role may be in another account.
resource "aws_eks_access_entry" "admin" {
  for_each = toset(var.cluster.admins)

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.value
  type          = "STANDARD"
}

resource "aws_eks_access_policy_association" "admin" {
  for_each = aws_eks_access_entry.admin

  cluster_name  = each.value.cluster_name
  principal_arn = each.value.principal_arn
  policy_arn    = "${local.arn_prefix.eks_access_policy}/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}
