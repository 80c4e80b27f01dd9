package io.beta9.provisioning.cloudsim.aws.ec2.core;

import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The state of one account and region at one moment, on which every EC2 operation works. */
public record Ec2Scope(Cloud cloud, Ec2State state, String account, String region, Instant now) {

  /** Returns the scope of an account and region; time-dependent states are not advanced. */
  public static Ec2Scope of(Cloud cloud, String account, String region, Instant now) {
    Ec2State state = cloud.store().getOrCreate(Ec2State.class, account, region, Ec2State::new);
    return new Ec2Scope(cloud, state, account, region, now);
  }

  /** Returns whether a region is in the caller's partition. */
  boolean isInPartition(String other) {
    return Partition.ofRegion(other) == Partition.ofRegion(region);
  }

  public String arn(String resource) {
    return Partition.ofRegion(region).arn("ec2", region, account, resource);
  }

  public List<Tag> tags(String id) {
    return state.tagsOf(id).entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  /** Throws an error with this code and message if one more resource would exceed the quota. */
  public void checkQuota(long present, Quota quota, String code, String message) {
    if (quota.exceededBy(present + 1, cloud)) {
      throw Ec2Errors.badRequest(code, message);
    }
  }

  /** Returns the entries with these ids, or all entries if no ids are given. */
  public static <T> Stream<T> select(
      Map<String, T> from, Collection<String> ids, Function<String, RuntimeException> notFound) {
    if (ids.isEmpty()) {
      return new ArrayList<>(from.values()).stream();
    }
    return ids.stream().distinct().map(id -> require(from, id, notFound));
  }

  /** Returns the entry with this id, or throws the error that {@code notFound} creates. */
  public static <T> T require(
      Map<String, T> from, @Nullable String id, Function<String, RuntimeException> notFound) {
    T found = id == null ? null : from.get(id);
    if (found == null) {
      throw notFound.apply(String.valueOf(id));
    }
    return found;
  }
}
