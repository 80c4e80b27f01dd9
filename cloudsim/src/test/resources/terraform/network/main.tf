# The network of an environment, and what hangs on it, with every EC2 resource that the product's
# module uses or may come to use.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "region" {
  type    = string
  default = "us-east-1"
}

variable "instance_tag" {
  type    = string
  default = "first"
}

provider "aws" {
  region = var.region
  default_tags {
    tags = {
      "beta9:environment-id" = "env_0123456789ab"
      "beta9:managed-by"     = "beta9-provisioning"
    }
  }
}

locals {
  zones   = ["${var.region}a", "${var.region}b"]
  public  = { for index, zone in local.zones : zone => cidrsubnet("10.42.0.0/16", 4, index) }
  private = { for index, zone in local.zones : zone => cidrsubnet("10.42.0.0/16", 2, index + 1) }
}

data "aws_availability_zones" "all" {
  state = "available"
}

data "aws_ec2_instance_type_offerings" "nodes" {
  location_type = "availability-zone"
  filter {
    name   = "instance-type"
    values = ["m6i.large"]
  }
}

resource "aws_vpc" "main" {
  cidr_block           = "10.42.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = "network" }
}

resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "network" }
}

resource "aws_subnet" "public" {
  for_each                = local.public
  vpc_id                  = aws_vpc.main.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = true
  tags                    = { Name = "public-${each.key}", "kubernetes.io/role/elb" = "1" }
}

resource "aws_subnet" "private" {
  for_each          = local.private
  vpc_id            = aws_vpc.main.id
  availability_zone = each.key
  cidr_block        = each.value
  tags              = { Name = "private-${each.key}", "kubernetes.io/role/internal-elb" = "1" }
}

resource "aws_eip" "nat" {
  domain     = "vpc"
  tags       = { Name = "network" }
  depends_on = [aws_internet_gateway.main]
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public[local.zones[0]].id
  tags          = { Name = "network" }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "public" }
}

resource "aws_route" "public" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public" {
  for_each       = aws_subnet.public
  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

# Routes inside the table, which is another way through the provider.
resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
  tags = { Name = "private" }
}

resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private.id]
  tags              = { Name = "s3" }
}

resource "aws_security_group" "nodes" {
  name        = "nodes"
  description = "Nodes of the cluster"
  vpc_id      = aws_vpc.main.id
  tags        = { Name = "nodes" }
}

resource "aws_vpc_security_group_egress_rule" "nodes" {
  security_group_id = aws_security_group.nodes.id
  description       = "Everything"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "nodes" {
  security_group_id            = aws_security_group.nodes.id
  description                  = "Each other"
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.nodes.id
}

resource "aws_security_group" "postgres" {
  name        = "postgres"
  description = "PostgreSQL"
  vpc_id      = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "postgres" {
  security_group_id            = aws_security_group.postgres.id
  description                  = "PostgreSQL from the nodes"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.nodes.id
  tags                         = { Name = "postgres" }
}

# Rules inside the group, and rules of the older kind.
resource "aws_security_group" "redis" {
  name        = "redis"
  description = "Redis"
  vpc_id      = aws_vpc.main.id
  ingress {
    description     = "Redis from the nodes"
    protocol        = "tcp"
    from_port       = 6379
    to_port         = 6379
    security_groups = [aws_security_group.nodes.id]
  }
  ingress {
    protocol    = "tcp"
    from_port   = 6379
    to_port     = 6380
    cidr_blocks = ["10.42.0.0/16", "10.43.0.0/16"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "older" {
  name   = "older"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group_rule" "older" {
  security_group_id = aws_security_group.older.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.42.0.0/16"]
}

resource "aws_launch_template" "nodes" {
  name                   = "nodes"
  update_default_version = true
  vpc_security_group_ids = [aws_security_group.nodes.id]

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size           = 200
      volume_type           = "gp3"
      encrypted             = true
      delete_on_termination = true
    }
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "node", generation = var.instance_tag }
  }
}

output "vpc_id" {
  value = aws_vpc.main.id
}

output "nat_address" {
  value = aws_nat_gateway.main.public_ip
}

output "offered_in" {
  value = sort(data.aws_ec2_instance_type_offerings.nodes.locations)
}
