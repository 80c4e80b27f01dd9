package io.beta9.provisioning.cloudsim.aws.iam.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.Tag;

/** Converts between IAM's tag lists and maps. */
public final class IamTags {
  private IamTags() {}

  public static Map<String, String> map(List<Tag> tags) {
    Map<String, String> map = new LinkedHashMap<>();
    for (Tag tag : tags) {
      if (map.put(tag.key(), tag.value()) != null) {
        throw IamErrors.invalidInput(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
      }
    }
    return map;
  }

  public static List<Tag> list(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }
}
