# What the installation of Beta9 needs; no secrets.

output "vpc_id" {
  value = aws_vpc.this.id
}

output "private_subnet_ids" {
  value = [for zone in var.network.availability_zones : aws_subnet.private[zone].id]
}

output "public_subnet_ids" {
  value = [for zone in var.network.availability_zones : aws_subnet.public[zone].id]
}

output "cluster_name" {
  value = aws_eks_cluster.this.name
}

output "cluster_endpoint" {
  value = aws_eks_cluster.this.endpoint
}

output "cluster_certificate_authority" {
  description = "Base64-encoded, as in a kubeconfig."
  value       = aws_eks_cluster.this.certificate_authority[0].data
}

output "cluster_security_group_id" {
  description = "The security group that EKS created."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "oidc_provider_arn" {
  value = aws_iam_openid_connect_provider.cluster.arn
}

output "rds_endpoint" {
  description = "Host name without port."
  value       = aws_db_instance.this.address
}

output "rds_port" {
  value = aws_db_instance.this.port
}

output "rds_database" {
  value = aws_db_instance.this.db_name
}

output "redis_endpoint" {
  description = "Host name of the primary, without port."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "redis_port" {
  value = aws_elasticache_replication_group.this.port
}

output "bucket_name" {
  value = aws_s3_bucket.this.bucket
}

output "ecr_repository_url" {
  value = aws_ecr_repository.this.repository_url
}

output "gateway_role_arn" {
  value = aws_iam_role.gateway.arn
}

output "worker_role_arn" {
  value = aws_iam_role.worker.arn
}

output "autoscaler_role_arn" {
  value = aws_iam_role.autoscaler.arn
}

output "storage_user_name" {
  value = aws_iam_user.storage.name
}

output "log_group_name" {
  value = aws_cloudwatch_log_group.cluster.name
}

output "kms_key_arn" {
  value = aws_kms_key.this.arn
}
