package io.beta9.provisioning.cloudsim.aws.kms;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kms.model.Tag;

/** Converts between KMS's tag lists and maps. */
final class KmsTags {
  private KmsTags() {}

  static Map<String, String> map(List<Tag> tags) {
    Map<String, String> map = new LinkedHashMap<>();
    tags.forEach(tag -> map.put(tag.tagKey(), tag.tagValue()));
    return map;
  }

  static List<Tag> list(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().tagKey(tag.getKey()).tagValue(tag.getValue()).build())
        .toList();
  }
}
