# Managed node groups: system, cpu, and gpu if configured. They have no taints: Beta9 sets node
# selectors on its workers and cannot set tolerations.

locals {
  # A group whose instance type changes is replaced by one of another name. It is kept until its pods
  # have moved, and is removed by a second apply.
  node_groups = merge(
    {
      for pool, group in {
        system = merge(var.system_nodes, { gpu_type = null })
        cpu    = merge(var.cpu_nodes, { gpu_type = null })
        gpu    = var.gpu_nodes
      } : lookup(var.node_group_names, pool, pool) => merge(group, { pool = pool }) if group != null
    },
    var.retiring_node_groups,
  )

  # amd64 only: Beta9 publishes its gateway and runner images for no other architecture.
  ami_types = {
    system = "AL2023_x86_64_STANDARD"
    cpu    = "AL2023_x86_64_STANDARD"
    gpu    = "AL2023_x86_64_NVIDIA"
  }

  pool_label = "beta9.io/pool"

  gpu_labels = {
    for name, group in local.node_groups : name => {
      "beta9.io/gpu-type" = group.gpu_type
      # With this label, the autoscaler treats a new node without an allocatable GPU as one whose driver
      # is not ready, and does not start another node.
      "k8s.amazonaws.com/accelerator" = group.gpu_type
    } if group.gpu_type != null
  }
}

# The templates specify no image, so EKS selects and updates it.
resource "aws_launch_template" "nodes" {
  for_each = local.node_groups

  name                   = "${local.name}-${each.key}"
  description            = "Nodes of the group ${each.key}"
  update_default_version = true

  # EKS adds the cluster security group only to templates that specify no group.
  vpc_security_group_ids = [
    aws_eks_cluster.this.vpc_config[0].cluster_security_group_id,
    aws_security_group.nodes.id,
  ]

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_type           = "gp3"
      volume_size           = each.value.disk_gb
      encrypted             = true
      kms_key_id            = aws_kms_key.this.arn
      delete_on_termination = true
    }
  }

  # IMDSv2 with a hop limit of 1: code in a pod cannot obtain the credentials of the node role.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  # The provider's default tags do not apply to what AWS creates from a template.
  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume", "network-interface"])
    content {
      resource_type = tag_specifications.value
      tags          = merge(var.tags, { Name = "${local.name}-${each.key}" })
    }
  }

  tags = { Name = "${local.name}-${each.key}" }
}

resource "aws_eks_node_group" "this" {
  for_each = local.node_groups

  cluster_name    = aws_eks_cluster.this.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.nodes.arn
  # EKS updates no nodes together with the cluster. A group that is about to be removed keeps its version.
  version = contains(keys(var.retiring_node_groups), each.key) ? null : aws_eks_cluster.this.version
  # EKS rejects a node group with a subnet in a zone that does not offer its instance type.
  subnet_ids = [
    for zone in lookup(var.node_group_zones, each.value.pool, var.network.availability_zones) :
    aws_subnet.private[zone].id
  ]
  ami_type       = local.ami_types[each.value.pool]
  instance_types = [each.value.instance_type]

  labels = merge(
    var.cluster.node_labels,
    { (local.pool_label) = each.value.pool },
    lookup(local.gpu_labels, each.key, {}),
  )

  launch_template {
    id      = aws_launch_template.nodes[each.key].id
    version = aws_launch_template.nodes[each.key].latest_version
  }

  scaling_config {
    min_size     = each.value.min_size
    max_size     = each.value.max_size
    desired_size = each.value.desired_size
  }

  update_config {
    max_unavailable = 1
  }

  tags = { Name = "${local.name}-${each.key}" }

  timeouts {
    create = "40m"
    update = "120m"
    delete = "60m"
  }

  lifecycle {
    # Managed by the cluster autoscaler. EKS rejects a minimum above and a maximum below the current
    # size, so the size has to be changed before such a change.
    # A group keeps the subnets of its creation: other ones would replace it with all of its nodes.
    # A zone that is added later is used by groups that are created from then on.
    # Offerings change, too.
    ignore_changes = [scaling_config[0].desired_size, subnet_ids]
  }

  # Nodes become ready only with the network add-on, and join only with the policies of their role
  # and a route to the internet.
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

# Earlier versions of this module had one resource for each group.
moved {
  from = aws_eks_node_group.system
  to   = aws_eks_node_group.this["system"]
}

moved {
  from = aws_eks_node_group.cpu
  to   = aws_eks_node_group.this["cpu"]
}

moved {
  from = aws_eks_node_group.gpu[0]
  to   = aws_eks_node_group.this["gpu"]
}
