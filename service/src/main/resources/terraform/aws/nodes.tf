# Three groups of nodes: system, cpu, and gpu where asked for. None is tainted: Beta9 puts a node
# selector on its workers, and cannot put a toleration.

locals {
  node_disks = merge(
    { system = var.system_nodes.disk_gb, cpu = var.cpu_nodes.disk_gb },
    var.gpu_nodes == null ? {} : { gpu = var.gpu_nodes.disk_gb },
  )

  # Only amd64: Beta9 publishes its gateway and its runners for nothing else.
  ami_type     = "AL2023_x86_64_STANDARD"
  gpu_ami_type = "AL2023_x86_64_NVIDIA"

  pool_label = "beta9.io/pool"
}

# A launch template names no image, so that EKS goes on choosing and updating it.
resource "aws_launch_template" "nodes" {
  for_each = local.node_disks

  name                   = "${local.name}-${each.key}"
  description            = "Nodes of the group ${each.key}"
  update_default_version = true

  # EKS adds its own group only where none is named.
  vpc_security_group_ids = [
    aws_eks_cluster.this.vpc_config[0].cluster_security_group_id,
    aws_security_group.nodes.id,
  ]

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_type           = "gp3"
      volume_size           = each.value
      encrypted             = true
      kms_key_id            = aws_kms_key.this.arn
      delete_on_termination = true
    }
  }

  # Tokens only, and none beyond the first hop: users' code in a pod cannot take on the node's role.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  # The provider's default tags do not reach what AWS starts from a template.
  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume", "network-interface"])
    content {
      resource_type = tag_specifications.value
      tags          = merge(var.tags, { Name = "${local.name}-${each.key}" })
    }
  }

  tags = { Name = "${local.name}-${each.key}" }
}

resource "aws_eks_node_group" "system" {
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "system"
  node_role_arn   = aws_iam_role.nodes.arn
  subnet_ids      = [for zone in var.network.availability_zones : aws_subnet.private[zone].id]
  ami_type        = local.ami_type
  instance_types  = [var.system_nodes.instance_type]

  labels = merge(var.cluster.node_labels, { (local.pool_label) = "system" })

  launch_template {
    id      = aws_launch_template.nodes["system"].id
    version = aws_launch_template.nodes["system"].latest_version
  }

  scaling_config {
    min_size     = var.system_nodes.min_size
    max_size     = var.system_nodes.max_size
    desired_size = var.system_nodes.desired_size
  }

  update_config {
    max_unavailable = 1
  }

  tags = { Name = "${local.name}-system" }

  timeouts {
    create = "40m"
    update = "120m"
    delete = "60m"
  }

  lifecycle {
    # The cluster autoscaler's to decide. EKS refuses a minimum above and a maximum below the number
    # that runs just now: before such a change that number has to be moved.
    ignore_changes = [scaling_config[0].desired_size]
  }

  # Without the network add-on no node becomes ready; without its role's policies and its way to the
  # internet none joins.
  depends_on = [
    aws_eks_addon.vpc_cni,
    aws_eks_addon.kube_proxy,
    aws_iam_role_policy_attachment.nodes,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.nodes_to_anywhere,
    aws_vpc_security_group_ingress_rule.nodes_from_nodes,
  ]
}

resource "aws_eks_node_group" "cpu" {
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "cpu"
  node_role_arn   = aws_iam_role.nodes.arn
  subnet_ids      = [for zone in var.network.availability_zones : aws_subnet.private[zone].id]
  ami_type        = local.ami_type
  instance_types  = [var.cpu_nodes.instance_type]

  labels = merge(var.cluster.node_labels, { (local.pool_label) = "cpu" })

  launch_template {
    id      = aws_launch_template.nodes["cpu"].id
    version = aws_launch_template.nodes["cpu"].latest_version
  }

  scaling_config {
    min_size     = var.cpu_nodes.min_size
    max_size     = var.cpu_nodes.max_size
    desired_size = var.cpu_nodes.desired_size
  }

  update_config {
    max_unavailable = 1
  }

  tags = { Name = "${local.name}-cpu" }

  timeouts {
    create = "40m"
    update = "120m"
    delete = "60m"
  }

  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }

  depends_on = [
    aws_eks_addon.vpc_cni,
    aws_eks_addon.kube_proxy,
    aws_iam_role_policy_attachment.nodes,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.nodes_to_anywhere,
    aws_vpc_security_group_ingress_rule.nodes_from_nodes,
  ]
}

resource "aws_eks_node_group" "gpu" {
  count = var.gpu_nodes == null ? 0 : 1

  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "gpu"
  node_role_arn   = aws_iam_role.nodes.arn
  subnet_ids      = [for zone in var.network.availability_zones : aws_subnet.private[zone].id]
  ami_type        = local.gpu_ami_type
  instance_types  = [var.gpu_nodes.instance_type]

  labels = merge(var.cluster.node_labels, {
    (local.pool_label)  = "gpu"
    "beta9.io/gpu-type" = var.gpu_nodes.gpu_type
    # By this label the autoscaler knows that a new node still waits for its GPU driver, and does
    # not start a second one in the meantime.
    "k8s.amazonaws.com/accelerator" = var.gpu_nodes.gpu_type
  })

  launch_template {
    id      = aws_launch_template.nodes["gpu"].id
    version = aws_launch_template.nodes["gpu"].latest_version
  }

  scaling_config {
    min_size     = var.gpu_nodes.min_size
    max_size     = var.gpu_nodes.max_size
    desired_size = var.gpu_nodes.desired_size
  }

  update_config {
    max_unavailable = 1
  }

  tags = { Name = "${local.name}-gpu" }

  timeouts {
    create = "40m"
    update = "120m"
    delete = "60m"
  }

  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }

  depends_on = [
    aws_eks_addon.vpc_cni,
    aws_eks_addon.kube_proxy,
    aws_iam_role_policy_attachment.nodes,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.nodes_to_anywhere,
    aws_vpc_security_group_ingress_rule.nodes_from_nodes,
  ]
}
