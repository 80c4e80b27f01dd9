# The images that Beta9 builds for its users.
resource "aws_ecr_repository" "this" {
  name = local.name

  # Mutable: Beta9 tags an image with a hash of its definition and pushes the same tag again when it
  # rebuilds the image, which ECR rejects for immutable tags.
  image_tag_mutability = "MUTABLE"

  # Destroying an environment destroys its images.
  force_delete = true

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.this.arn
  }

  image_scanning_configuration {
    scan_on_push = true
  }

  tags = { Name = local.name }
}

# Beta9's database refers to images by tag, so only untagged ones expire.
resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Images without a tag go after two weeks"
        selection = {
          tagStatus   = "untagged"
          countType   = "sinceImagePushed"
          countUnit   = "days"
          countNumber = 14
        }
        action = { type = "expire" }
      },
    ]
  })
}
