# What terraform.tfvars.json holds. Every value follows from the environment's meta-config; there
# are no secrets among them.

variable "environment_id" {
  description = "The environment's id. The names of its secrets in Secrets Manager begin with beta9/<id>/."
  type        = string

  validation {
    condition     = can(regex("^env_[0-9a-f]{12}$", var.environment_id))
    error_message = "An environment id is env_ and twelve hexadecimal digits."
  }
}

variable "environment_name" {
  description = "The name that the customer gave. For descriptions only: names of resources follow from resource_prefix."
  type        = string
}

variable "resource_prefix" {
  description = "What the name of everything in this module begins with."
  type        = string

  # Two limits meet here: the names of cache clusters (40 characters) and letters that every service takes.
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,28}[a-z0-9]$", var.resource_prefix))
    error_message = "The prefix is 3 to 30 lower-case letters, digits and hyphens, and begins with a letter."
  }
}

variable "region" {
  description = "The region everything is made in."
  type        = string
}

variable "account_id" {
  description = "The account everything is made in. The provider refuses any other."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account id is twelve digits."
  }
}

variable "tags" {
  description = "The tags of everything. The provider sets them by itself on what it makes; the module needs them for what AWS makes on its behalf (machines, their disks and network interfaces)."
  type        = map(string)
}

variable "network" {
  description = "The VPC's block, its zones, and one public and one private subnet for each of them."
  type = object({
    cidr                 = string
    availability_zones   = list(string)
    public_subnets       = map(string)
    private_subnets      = map(string)
    nat_gateway_per_zone = bool
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
  description = "The version of Kubernetes, and labels that every node bears beside those of its group."
  type = object({
    kubernetes_version = string
    node_labels        = map(string)
  })
}

variable "system_nodes" {
  description = "The nodes that carry Beta9's gateway and the cluster's own services."
  type = object({
    instance_type = string
    min_size      = number
    max_size      = number
    desired_size  = number
    disk_gb       = number
  })
}

variable "cpu_nodes" {
  description = "The nodes that carry workers without a GPU."
  type = object({
    instance_type = string
    min_size      = number
    max_size      = number
    desired_size  = number
    disk_gb       = number
  })
}

variable "gpu_nodes" {
  description = "The nodes that carry workers with a GPU; null where none was asked for."
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
  description = "The database of Beta9's gateway."
  type = object({
    engine_version        = string
    instance_class        = string
    storage_gb            = number
    multi_az              = bool
    backup_retention_days = number
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
  description = "The bucket for images, files and the customers' data. lifecycle_days: how long versions that were overwritten or deleted are kept; null is for ever."
  type = object({
    bucket_name    = string
    versioning     = bool
    lifecycle_days = optional(number)
  })
}

variable "enable_logging" {
  description = "Whether CloudWatch keeps the control plane's API and authenticator logs beside its audit log."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "How long the logs of the Kubernetes control plane are kept."
  type        = number
}
