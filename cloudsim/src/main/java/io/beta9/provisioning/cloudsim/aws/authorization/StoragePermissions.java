package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryRequest;

/** ECR, Secrets Manager and CloudWatch Logs. */
final class StoragePermissions {
  /** Secrets Manager adds a hyphen and six characters to a secret's name in its ARN. */
  private static final String NEW_SECRET_SUFFIX = "-AbCdEf";

  private static final String SECRETS_MANAGER = "secretsmanager";

  private StoragePermissions() {}

  static Map<String, PermissionRule> ecr() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put("GetAuthorizationToken", (request, required) -> required.requireOnAny());
    rules.put("CreateRepository", StoragePermissions::createRepository);
    rules.put(
        "DescribeRepositories",
        (request, required) -> {
          List<String> names = request.texts("repositoryNames");
          for (String name : names.isEmpty() ? List.of("*") : names) {
            required.require(request.arn("repository/" + name));
          }
        });
    for (String operation : List.of("ListTagsForResource", "TagResource", "UntagResource")) {
      rules.put(
          operation,
          (request, required) -> required.require(request.text("resourceArn").orElse("*")));
    }
    return rules;
  }

  static PermissionRule repository() {
    return (request, required) -> required.require(repositoryArn(request));
  }

  private static void createRepository(AuthorizedRequest request, PermissionCollector required) {
    required.require(repositoryArn(request));
    required.requireTagging("ecr:TagResource", repositoryArn(request));
    CreateRepositoryRequest repository = request.as(CreateRepositoryRequest.class);
    if (repository.encryptionConfiguration() != null) {
      required.useKey(
          Optional.ofNullable(repository.encryptionConfiguration().kmsKey()),
          "ecr",
          "kms:CreateGrant",
          "kms:DescribeKey");
    }
  }

  private static String repositoryArn(AuthorizedRequest request) {
    return request.arn("repository/" + request.text("repositoryName").orElse("*"));
  }

  static Map<String, PermissionRule> secrets() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put("ListSecrets", (request, required) -> required.requireOnAny());
    rules.put(
        "CreateSecret",
        (request, required) -> {
          String arn = request.arn("secret:" + request.text("Name").orElse("") + NEW_SECRET_SUFFIX);
          required.require(arn);
          required.requireTagging("secretsmanager:TagResource", arn);
          useKeyOfSecret(request, required);
        });
    rules.put(
        "UpdateSecret",
        (request, required) -> {
          required.require(secretArn(request));
          useKeyOfSecret(request, required);
        });
    rules.put(
        "GetSecretValue",
        (request, required) -> {
          required.require(secretArn(request));
          required.useKey(presentKey(request), SECRETS_MANAGER, "kms:Decrypt");
        });
    rules.put(
        "PutSecretValue",
        (request, required) -> {
          required.require(secretArn(request));
          required.useKey(
              presentKey(request), SECRETS_MANAGER, "kms:Decrypt", "kms:GenerateDataKey");
        });
    return rules;
  }

  private static Optional<String> presentKey(AuthorizedRequest request) {
    return request
        .text("SecretId")
        .flatMap(secret -> request.resources().keyOfSecret(secret, request.call()));
  }

  private static void useKeyOfSecret(AuthorizedRequest request, PermissionCollector required) {
    required.useKey(
        request.text("KmsKeyId"), SECRETS_MANAGER, "kms:Decrypt", "kms:GenerateDataKey");
  }

  static PermissionRule secret() {
    return (request, required) -> required.require(secretArn(request));
  }

  private static String secretArn(AuthorizedRequest request) {
    String id = request.text("SecretId").orElse("");
    if (id.startsWith("arn:")) {
      return id;
    }
    String prefix = request.arn("secret:" + id);
    return request.resources().completed(prefix + "-").orElse(prefix + NEW_SECRET_SUFFIX);
  }

  static Map<String, PermissionRule> logs() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put(
        "DescribeLogGroups",
        (request, required) -> required.require(request.arn("log-group::log-stream:")));
    rules.put(
        "CreateLogGroup",
        (request, required) -> {
          required.require(logGroupArn(request));
          required.requireTagging(
              "logs:TagResource", request.arn("log-group:" + logGroupName(request)));
        });
    for (String operation : List.of("ListTagsForResource", "TagResource", "UntagResource")) {
      rules.put(
          operation,
          (request, required) -> required.require(request.text("resourceArn").orElse("*")));
    }
    return rules;
  }

  static PermissionRule logGroup() {
    return (request, required) -> required.require(logGroupArn(request));
  }

  private static String logGroupName(AuthorizedRequest request) {
    return request.text("logGroupName").orElse("");
  }

  private static String logGroupArn(AuthorizedRequest request) {
    return request.arn("log-group:" + logGroupName(request) + ":log-stream:");
  }
}
