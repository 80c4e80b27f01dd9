package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.rds.model.Tag;

/** Tags of RDS resources. */
final class RdsTags {
  private final StateStore store;

  RdsTags(StateStore store) {
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
          requireExists(request.resourceName(), call)
              .tags
              .add(request.resourceName(), map(request.tags()));
          return AddTagsToResourceResponse.builder().build();
        });
    operations.on(
        RemoveTagsFromResourceRequest.class,
        (request, call) -> {
          requireExists(request.resourceName(), call)
              .tags
              .remove(request.resourceName(), request.tagKeys());
          return RemoveTagsFromResourceResponse.builder().build();
        });
    operations.on(
        ListTagsForResourceRequest.class,
        (request, call) ->
            ListTagsForResourceResponse.builder()
                .tagList(
                    list(
                        requireExists(request.resourceName(), call)
                            .tags
                            .of(request.resourceName())))
                .build());
  }

  private RdsState requireExists(String arn, Call call) {
    RdsState state = RdsState.of(store, call.account(), call.region());
    String[] parts = arn.split(":", 7);
    if (parts.length < 7) {
      throw RdsErrors.invalidValue("The specified resource name does not match an RDS resource");
    }
    String name = parts[6];
    switch (parts[5]) {
      case "db" -> {
        if (!state.instances.containsKey(name)) {
          throw RdsErrors.instanceNotFound(name);
        }
      }
      case "pg" -> {
        if (!state.parameterGroups.containsKey(name)) {
          throw RdsErrors.parameterGroupNotFound(name);
        }
      }
      case "subgrp" -> {
        if (!state.subnetGroups.containsKey(name)) {
          throw RdsErrors.subnetGroupNotFound(name);
        }
      }
      case "snapshot" -> {
        if (!state.snapshots.containsKey(name)) {
          throw new AwsErrorException(
              404, "DBSnapshotNotFound", "DBSnapshot " + name + " not found.");
        }
      }
      default ->
          throw RdsErrors.invalidValue(
              "The specified resource name does not match an RDS resource");
    }
    return state;
  }
}
