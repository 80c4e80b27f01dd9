package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.Cloud;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Tag;

/** One account and region at one moment: what every part of EC2 works on. */
record Scope(Cloud cloud, Ec2State state, String account, String region, Instant now) {

  /** The scope of a call, with everything moved on to the call's time. */
  static Scope of(Call call) {
    return of(call.cloud(), call.account(), call.region(), call.now());
  }

  static Scope of(Cloud cloud, String account, String region, Instant now) {
    Ec2State state = cloud.store().of(Ec2State.class, account, region, Ec2State::new);
    Scope scope = new Scope(cloud, state, account, region, now);
    NatGateways.settle(scope);
    Instances.settle(scope);
    return scope;
  }

  String arn(String resource) {
    return "arn:aws:ec2:" + region + ":" + account + ":" + resource;
  }

  List<Tag> tags(String id) {
    return state.tagsOf(id).entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  /** Refuses with a fault where one more than so many would exceed the quota. */
  void oneMore(long present, Quota quota, String code, String message) {
    if (quota.exceededBy(present + 1, cloud)) {
      throw Ec2Faults.bad(code, message);
    }
  }

  /** The entries with these ids, all of them where none is named. */
  static <T> Stream<T> select(
      Map<String, T> from, Collection<String> ids, Function<String, RuntimeException> missing) {
    if (ids.isEmpty()) {
      return new ArrayList<>(from.values()).stream();
    }
    return ids.stream().distinct().map(id -> need(from, id, missing));
  }

  /** The entry with this id, or the fault that says it is missing. */
  static <T> T need(
      Map<String, T> from, @Nullable String id, Function<String, RuntimeException> missing) {
    T found = id == null ? null : from.get(id);
    if (found == null) {
      throw missing.apply(String.valueOf(id));
    }
    return found;
  }
}
