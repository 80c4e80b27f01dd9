package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Base class of the creators of resources: session, names and tags. */
class ModuleInAws {
  final AwsSession session;
  final InfraModel model;
  final String name;

  ModuleInAws(AwsSession session, InfraModel model) {
    this.session = session;
    this.model = model;
    this.name = model.resourcePrefix();
  }

  /** Waits for a deletion; the provider reports a deletion only after its completion. */
  static void awaitGone(Supplier<String> finder) {
    for (int attempts = 0; finder.get() != null; attempts++) {
      if (attempts == 10) {
        throw new IllegalStateException("the resource was not deleted");
      }
    }
  }

  /** Returns null if AWS reports that the resource does not exist. */
  static <T> T unless(Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      String code = AwsFailures.code(e);
      if (e.statusCode() == 404 || code.contains("NotFound") || code.startsWith("NoSuch")) {
        return null;
      }
      throw e;
    }
  }

  String roleArn(String part) {
    return "arn:aws:iam::" + model.accountId() + ":role/" + name + "-" + part;
  }

  String secret(String role, String field) {
    String id = "beta9/" + model.environmentId() + "/" + role;
    String json = session.secrets().getSecretValue(r -> r.secretId(id)).secretString();
    JsonNode secret;
    try {
      secret = JsonMapper.shared().readTree(json);
    } catch (JacksonException e) {
      throw new InvalidSecretException(
          "Error in function call\n\nCall to function \"jsondecode\" failed: invalid character 'x'"
              + " looking for beginning of value.");
    }
    if (!secret.path(field).isString()) {
      throw new InvalidSecretException(
          "Unsupported attribute\n\nThis object does not have an attribute named \""
              + field
              + "\".");
    }
    return secret.path(field).asString();
  }

  TagSpecification ec2(ResourceType type, String named, String... more) {
    List<software.amazon.awssdk.services.ec2.model.Tag> all =
        new java.util.ArrayList<>(tags(named, ModuleInAws::ec2Tag));
    for (int i = 0; i < more.length; i += 2) {
      all.add(ec2Tag(more[i], more[i + 1]));
    }
    return TagSpecification.builder().resourceType(type).tags(all).build();
  }

  <T> List<T> tags(String named, BiFunction<String, String, T> tag) {
    Map<String, String> all = new LinkedHashMap<>(model.tags());
    if (named != null) {
      all.put("Name", named);
    }
    return all.entrySet().stream().map(e -> tag.apply(e.getKey(), e.getValue())).toList();
  }

  static software.amazon.awssdk.services.ec2.model.Tag ec2Tag(String key, String value) {
    return software.amazon.awssdk.services.ec2.model.Tag.builder().key(key).value(value).build();
  }

  static software.amazon.awssdk.services.iam.model.Tag iamTag(String key, String value) {
    return software.amazon.awssdk.services.iam.model.Tag.builder().key(key).value(value).build();
  }

  static software.amazon.awssdk.services.rds.model.Tag rdsTag(String key, String value) {
    return software.amazon.awssdk.services.rds.model.Tag.builder().key(key).value(value).build();
  }

  static software.amazon.awssdk.services.elasticache.model.Tag cacheTag(String key, String value) {
    return software.amazon.awssdk.services.elasticache.model.Tag.builder()
        .key(key)
        .value(value)
        .build();
  }
}
