package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.elasticache.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.elasticache.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.elasticache.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.elasticache.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.elasticache.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.elasticache.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.elasticache.model.Tag;

/** Tags of ElastiCache resources. */
final class CacheTags {
  private final StateStore store;

  CacheTags(StateStore store) {
    this.store = store;
  }

  static Map<String, String> map(List<Tag> tags) {
    Map<String, String> map = new LinkedHashMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value() == null ? "" : tag.value()));
    return map;
  }

  static List<Tag> list(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  void register(Operations operations) {
    operations.on(
        AddTagsToResourceRequest.class,
        (request, call) -> {
          String arn = request.resourceName();
          CacheState state = requireExists(arn, call);
          state.tags.add(arn, map(request.tags()));
          return AddTagsToResourceResponse.builder().tagList(list(state.tags.of(arn))).build();
        });
    operations.on(
        RemoveTagsFromResourceRequest.class,
        (request, call) -> {
          String arn = request.resourceName();
          CacheState state = requireExists(arn, call);
          state.tags.remove(arn, request.tagKeys());
          return RemoveTagsFromResourceResponse.builder().tagList(list(state.tags.of(arn))).build();
        });
    operations.on(
        ListTagsForResourceRequest.class,
        (request, call) -> {
          String arn = request.resourceName();
          CacheState state = requireExists(arn, call);
          requireAvailable(arn, state);
          return ListTagsForResourceResponse.builder().tagList(list(state.tags.of(arn))).build();
        });
  }

  /** The tags of a replication group can be read only while it is available. */
  private static void requireAvailable(String arn, CacheState state) {
    boolean available =
        state.groups.values().stream()
            .filter(entry -> entry.group.arn().equals(arn))
            .allMatch(entry -> entry.group.status().equals("available"));
    if (!available) {
      throw CacheErrors.invalidState(
          "Cluster not in available state to perform tagging operations.");
    }
  }

  private CacheState requireExists(String arn, Call call) {
    CacheState state = CacheState.of(store, call.account(), call.region());
    String[] parts = arn.split(":", 7);
    if (parts.length < 7) {
      throw new AwsErrorException(400, "InvalidARN", "The ARN " + arn + " is not valid.");
    }
    String name = parts[6];
    switch (parts[5]) {
      case "replicationgroup" -> {
        if (!state.groups.containsKey(name)) {
          throw CacheErrors.replicationGroupNotFound(name);
        }
      }
      case "cluster" -> {
        if (state.groups.values().stream().noneMatch(it -> it.members.containsKey(name))) {
          throw CacheErrors.clusterNotFound(name);
        }
      }
      case "parametergroup" -> {
        if (!state.parameterGroups.containsKey(name)) {
          throw CacheErrors.parameterGroupNotFound(name);
        }
      }
      case "subnetgroup" -> {
        if (!state.subnetGroups.containsKey(name)) {
          throw CacheErrors.subnetGroupNotFound(name);
        }
      }
      default ->
          throw new AwsErrorException(400, "InvalidARN", "The ARN " + arn + " is not valid.");
    }
    return state;
  }
}
