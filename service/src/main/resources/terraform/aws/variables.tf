# The content of terraform.tfvars.json. Every value is derived from the environment's meta-config;
# none is a secret.

variable "environment_id" {
  description = "The environment's id. The names of its secrets in Secrets Manager begin with beta9/<id>/."
  type        = string

  validation {
    condition     = can(regex("^env_[0-9a-f]{12}$", var.environment_id))
    error_message = "An environment id is env_ and twelve hexadecimal digits."
  }
}

variable "environment_name" {
  description = "The name that the customer chose. For descriptions only: resource names are derived from resource_prefix."
  type        = string
}

variable "resource_prefix" {
  description = "Prefix of the names of all resources in this module."
  type        = string

  # Limits: cache cluster names have at most 40 characters; the characters are those that every service accepts.
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,28}[a-z0-9]$", var.resource_prefix))
    error_message = "The prefix is 3 to 30 lower-case letters, digits and hyphens, and begins with a letter."
  }
}

variable "region" {
  description = "The region of all resources."
  type        = string
}

# Not data.aws_partition: the region decides it before anything is read, and a state without further
# data sources can also be read by the previous version of Beta9 Provisioning.
variable "partition" {
  description = "AWS's partition of the region: its name in ARNs, and the suffix of its host names."
  type = object({
    id         = string
    dns_suffix = string
  })

  validation {
    condition     = contains(["aws", "aws-cn", "aws-us-gov"], var.partition.id)
    error_message = "The partition is aws, aws-cn or aws-us-gov."
  }

  validation {
    condition = var.partition.id == (
      startswith(var.region, "cn-") ? "aws-cn" : startswith(var.region, "us-gov-") ? "aws-us-gov" : "aws"
    )
    error_message = "The region is not in this partition."
  }
}

variable "account_id" {
  description = "The account of all resources. The provider rejects any other."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account id is twelve digits."
  }
}

variable "tags" {
  description = "The tags of all resources. The provider sets them on what it creates; the module needs them for what AWS creates on its behalf (instances, their volumes and network interfaces)."
  type        = map(string)
}

variable "network" {
  description = "The CIDR of the VPC, its availability zones, and one public and one private subnet CIDR for each zone. flow_logs: whether CloudWatch stores the VPC's accepted and rejected connections."
  type = object({
    cidr                 = string
    availability_zones   = list(string)
    public_subnets       = map(string)
    private_subnets      = map(string)
    nat_gateway_per_zone = bool
    flow_logs            = optional(bool, false)
  })

  validation {
    condition     = length(var.network.availability_zones) >= 2 && length(var.network.availability_zones) <= 3
    error_message = "Two or three availability zones are needed."
  }

  validation {
    condition = (
      toset(keys(var.network.public_subnets)) == toset(var.network.availability_zones) &&
      toset(keys(var.network.private_subnets)) == toset(var.network.availability_zones)
    )
    error_message = "Every availability zone has exactly one public and one private subnet."
  }
}

variable "cluster" {
  description = "The Kubernetes version, labels of every node in addition to those of its group, who reaches the Kubernetes API (the public endpoint from these addresses, or only the private one, from these networks), and the ARNs of the roles that are administrators of the cluster in addition to the one that creates it."
  type = object({
    kubernetes_version = string
    node_labels        = map(string)
    endpoint = optional(object({
      access        = string
      allowed_cidrs = list(string)
    }), { access = "public", allowed_cidrs = ["0.0.0.0/0"] })
    admins = optional(list(string), [])
  })

  validation {
    condition     = contains(["public", "private"], var.cluster.endpoint.access) && length(var.cluster.endpoint.allowed_cidrs) > 0
    error_message = "The endpoint is public or private, and reachable from at least one network."
  }
}

variable "temporary_api_cidrs" {
  description = "The public addresses of the workers, to which the Kubernetes API of a cluster with a private endpoint is open while an operation uses it; none otherwise. Beta9 Provisioning closes it before the operation ends."
  type        = list(string)
  default     = []
}

variable "node_group_zones" {
  description = "The zones of each node group that offer its instance type; all zones by default. Not a data source, whose result would become part of the state."
  type        = map(list(string))
  default     = {}

  validation {
    condition = alltrue([
      for zones in values(var.node_group_zones) : length(zones) > 0 && length(setsubtract(zones, var.network.availability_zones)) == 0
    ])
    error_message = "A node group has at least one zone, and only zones of the network."
  }
}

variable "add_on_versions" {
  description = "By name, the version of each EKS add-on for the Kubernetes version; EKS's choice at its creation by default. Not a data source, whose result would become part of the state."
  type        = map(string)
  default     = {}
}

variable "node_group_names" {
  description = "By pool (system, cpu, gpu), the name of its node group, which changes when the group is replaced; the name of the pool by default."
  type        = map(string)
  default     = {}
}

variable "retiring_node_groups" {
  description = "By name, the node groups that are replaced and kept until their pods have moved."
  type = map(object({
    pool          = string
    instance_type = string
    min_size      = number
    max_size      = number
    desired_size  = number
    disk_gb       = number
    gpu_type      = optional(string)
  }))
  default = {}
}

variable "system_nodes" {
  description = "The nodes that run Beta9's gateway and the cluster's own services."
  type = object({
    instance_type = string
    min_size      = number
    max_size      = number
    desired_size  = number
    disk_gb       = number
  })
}

variable "cpu_nodes" {
  description = "The nodes that run workers without a GPU."
  type = object({
    instance_type = string
    min_size      = number
    max_size      = number
    desired_size  = number
    disk_gb       = number
  })
}

variable "gpu_nodes" {
  description = "The nodes that run workers with a GPU; null if none are configured."
  type = object({
    instance_type = string
    min_size      = number
    max_size      = number
    desired_size  = number
    disk_gb       = number
    gpu_type      = string
  })
  default = null
}

variable "postgres" {
  description = "The database of Beta9's gateway. log_export: whether CloudWatch stores its logs. protect: whether AWS refuses to delete it."
  type = object({
    engine_version        = string
    instance_class        = string
    storage_gb            = number
    multi_az              = bool
    backup_retention_days = number
    log_export            = optional(bool, false)
    protect               = optional(bool, false)
  })
}

variable "redis" {
  description = "Beta9's Redis: queues of the gateway, and the metadata of its file system."
  type = object({
    engine_version = string
    node_type      = string
    replicas       = number
  })
}

variable "object_store" {
  description = "The bucket for images, files and the customers' data. lifecycle_days: the retention of overwritten and deleted versions in days; null keeps them indefinitely."
  type = object({
    bucket_name    = string
    versioning     = bool
    lifecycle_days = optional(number)
  })
}

variable "enable_logging" {
  description = "Whether CloudWatch stores the control plane's API and authenticator logs in addition to its audit log."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "Retention in days of the logs of the Kubernetes control plane, the network and the database."
  type        = number
}

variable "permissions_boundary" {
  description = "The ARN of the policy that every role and user has as its permissions boundary; null if the account requires none."
  type        = string
  default     = null
}
