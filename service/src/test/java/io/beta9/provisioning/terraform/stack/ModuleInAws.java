package io.beta9.provisioning.terraform.stack;

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
import tools.jackson.databind.json.JsonMapper;

/** What all makers of resources have in common: the session, the names, the tags. */
class ModuleInAws {
  final AwsSession session;
  final InfraModel model;
  final String name;

  ModuleInAws(AwsSession session, InfraModel model) {
    this.session = session;
    this.model = model;
    this.name = model.resourcePrefix();
  }

  /** The provider does not say that something is gone before it is. */
  static void awaitGone(Supplier<String> finder) {
    for (int looks = 0; finder.get() != null; looks++) {
      if (looks == 10) {
        throw new IllegalStateException("it does not go away");
      }
    }
  }

  /** Null where AWS answers that there is no such thing. */
  static <T> T unless(Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
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
    return JsonMapper.shared().readTree(json).path(field).asString();
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
