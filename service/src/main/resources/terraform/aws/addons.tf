# EKS updates no add-on together with the cluster. Each has the version in var.add_on_versions, so that an
# update of the cluster updates it, too, after the control plane.

# These two run on every node from its start, so they are created and updated before the nodes.
resource "aws_eks_addon" "vpc_cni" {
  cluster_name  = aws_eks_cluster.this.name
  addon_name    = "vpc-cni"
  addon_version = lookup(var.add_on_versions, "vpc-cni", null)

  # Without this, network policies are accepted and not enforced.
  configuration_values = jsonencode({ enableNetworkPolicy = "true" })

  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  timeouts {
    create = "20m"
    update = "20m"
    delete = "20m"
  }
}

resource "aws_eks_addon" "kube_proxy" {
  cluster_name  = aws_eks_cluster.this.name
  addon_name    = "kube-proxy"
  addon_version = lookup(var.add_on_versions, "kube-proxy", null)

  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  timeouts {
    create = "20m"
    update = "20m"
    delete = "20m"
  }
}

# The others are Deployments: EKS reports them active only when they run on a node.
resource "aws_eks_addon" "coredns" {
  cluster_name  = aws_eks_cluster.this.name
  addon_name    = "coredns"
  addon_version = lookup(var.add_on_versions, "coredns", null)

  # The system nodes only: on others it would keep nodes running that no workload needs.
  configuration_values = jsonencode({ nodeSelector = { (local.pool_label) = "system" } })

  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  timeouts {
    create = "20m"
    update = "20m"
    delete = "20m"
  }

  depends_on = [aws_eks_node_group.this]
}

resource "aws_eks_addon" "metrics_server" {
  cluster_name  = aws_eks_cluster.this.name
  addon_name    = "metrics-server"
  addon_version = lookup(var.add_on_versions, "metrics-server", null)

  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  timeouts {
    create = "20m"
    update = "20m"
    delete = "20m"
  }

  depends_on = [aws_eks_node_group.this]
}

resource "aws_eks_addon" "ebs_csi" {
  cluster_name             = aws_eks_cluster.this.name
  addon_name               = "aws-ebs-csi-driver"
  addon_version            = lookup(var.add_on_versions, "aws-ebs-csi-driver", null)
  service_account_role_arn = aws_iam_role.ebs_csi.arn

  # Tags the volumes that it creates with the environment's id, so that leftover ones are found. The
  # customer's own tags may contain characters that the driver's command line does not support.
  configuration_values = jsonencode({
    controller = {
      nodeSelector    = { (local.pool_label) = "system" }
      extraVolumeTags = { for key, value in var.tags : key => value if startswith(key, "beta9:") }
    }
  })

  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  timeouts {
    create = "20m"
    update = "20m"
    delete = "20m"
  }

  depends_on = [
    aws_eks_node_group.this,
    aws_iam_role_policy_attachment.ebs_csi,
  ]
}
