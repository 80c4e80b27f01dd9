# What redis.tf of the module refers to.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  default_tags {
    tags = { "beta9:environment-id" = "env_4f1a2b3c4d5e" }
  }
}

variable "replicas" {
  type = number
}

variable "environment_id" {
  type    = string
  default = "env_4f1a2b3c4d5e"
}

variable "network" {
  type    = object({ availability_zones = list(string) })
  default = { availability_zones = ["us-east-1a", "us-east-1b"] }
}

variable "redis" {
  type    = object({ engine_version = string, node_type = string, replicas = optional(number) })
  default = { engine_version = "7.1", node_type = "cache.t4g.medium" }
}

locals {
  name         = "beta9-4f1a2b3c4d5e"
  redis_port   = 6379
  redis_secret = { auth_token = "aTokenOfThirtyTwoCharacters12345" }
}

resource "aws_kms_key" "this" {}

resource "aws_vpc" "this" {
  cidr_block = "10.42.0.0/16"
}

resource "aws_subnet" "private" {
  for_each = { us-east-1a = "10.42.0.0/20", us-east-1b = "10.42.16.0/20" }

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value
}

resource "aws_security_group" "redis" {
  name        = "redis"
  description = "Redis"
  vpc_id      = aws_vpc.this.id
}
