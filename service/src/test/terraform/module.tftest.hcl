# The module's logic, with a provider that makes nothing. What AWS would say to it is tested against
# the simulated cloud.

mock_provider "aws" {
  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000001"
      key_id = "00000000-0000-0000-0000-000000000001"
    }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }
  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/MOCK" }
  }
  mock_resource "aws_eks_cluster" {
    defaults = {
      identity              = [{ oidc = [{ issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/MOCK" }] }]
      certificate_authority = [{ data = "bW9jaw==" }]
    }
  }
  mock_resource "aws_launch_template" {
    defaults = { id = "lt-00000000000000001", latest_version = 1 }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::mock" }
  }
  mock_resource "aws_ecr_repository" {
    defaults = { arn = "arn:aws:ecr:us-east-1:123456789012:repository/mock" }
  }
}


variables {
  environment_id   = "env_4f1a2b3c4d5e"
  environment_name = "acme-prod"
  resource_prefix  = "beta9-4f1a2b3c4d5e"
  region           = "us-east-1"
  account_id       = "123456789012"
  tags = {
    "beta9:environment-id" = "env_4f1a2b3c4d5e"
    team                   = "a=b,c"
  }
  network = {
    cidr                 = "10.42.0.0/16"
    availability_zones   = ["us-east-1a", "us-east-1b"]
    public_subnets       = { us-east-1a = "10.42.0.0/20", us-east-1b = "10.42.16.0/20" }
    private_subnets      = { us-east-1a = "10.42.64.0/18", us-east-1b = "10.42.128.0/18" }
    nat_gateway_per_zone = false
  }
  cluster            = { kubernetes_version = "1.33", node_labels = { "acme.example/cost-center" = "4711" } }
  system_nodes       = { instance_type = "m6i.large", min_size = 2, max_size = 3, desired_size = 2, disk_gb = 200 }
  cpu_nodes          = { instance_type = "m6i.2xlarge", min_size = 1, max_size = 3, desired_size = 1, disk_gb = 200 }
  gpu_nodes          = null
  postgres           = { engine_version = "16", instance_class = "db.t4g.medium", storage_gb = 50, multi_az = false, backup_retention_days = 7 }
  redis              = { engine_version = "7.1", node_type = "cache.t4g.medium", replicas = 0 }
  object_store       = { bucket_name = "beta9-4f1a2b3c4d5e", versioning = true, lifecycle_days = null }
  log_retention_days = 30
}

run "x" {
  command = apply
}
