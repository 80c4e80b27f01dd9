package io.beta9.provisioning.cloudsim.aws.ec2.compute;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputRequest;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;

/**
 * Instances. The transition {@code ec2:instance} is the time until an instance runs, {@code
 * ec2:instance:delete} the time until it is terminated. Terminated instances remain visible for an
 * hour, as in AWS.
 */
public final class Instances {
  public static final String LATENCY = "ec2:instance";
  private static final Duration RETENTION = Duration.ofHours(1);
  public static final InstanceState PENDING = state(0, InstanceStateName.PENDING);
  private static final InstanceState RUNNING = state(16, InstanceStateName.RUNNING);
  private static final InstanceState SHUTTING_DOWN = state(32, InstanceStateName.SHUTTING_DOWN);
  private static final InstanceState TERMINATED = state(48, InstanceStateName.TERMINATED);

  private Instances() {}

  public static void register(Ec2Operations operations) {
    operations.on(DescribeInstancesRequest.class, Instances::describe);
    operations.on(DescribeInstanceStatusRequest.class, Instances::status);
    operations.on(TerminateInstancesRequest.class, Instances::terminate);
    operations.on(GetConsoleOutputRequest.class, Instances::console);
  }

  private static InstanceState state(int code, InstanceStateName name) {
    return InstanceState.builder().code(code).name(name).build();
  }

  /** Returns whether an instance is pending or running, and so uses capacity. */
  public static boolean isActive(Instance instance) {
    return instance.state().name() == InstanceStateName.PENDING
        || instance.state().name() == InstanceStateName.RUNNING;
  }

  /** Advances every instance to its state at the scope's time. */
  public static void advance(Ec2Scope scope) {
    for (Instance instance : new ArrayList<>(scope.state().instances.values())) {
      Instant ended = scope.state().terminations.get(instance.instanceId());
      if (instance.state().name() == InstanceStateName.PENDING
          && isDue(scope, instance.launchTime(), LATENCY)) {
        put(scope, instance.toBuilder().state(RUNNING).build());
      } else if (ended != null
          && instance.state().name() == InstanceStateName.SHUTTING_DOWN
          && isDue(scope, ended, LATENCY + ":delete")) {
        InstanceCleanup.release(scope, instance);
        put(
            scope,
            instance.toBuilder()
                .state(TERMINATED)
                .privateIpAddress(null)
                .privateDnsName("")
                .networkInterfaces(List.of())
                .securityGroups(List.of())
                .blockDeviceMappings(List.of())
                .subnetId(null)
                .vpcId(null)
                .build());
      } else if (ended != null && !scope.now().isBefore(ended.plus(RETENTION))) {
        scope.state().instances.remove(instance.instanceId());
        scope.state().terminations.remove(instance.instanceId());
        scope.state().forgetTags(instance.instanceId());
      }
    }
  }

  private static boolean isDue(Ec2Scope scope, Instant since, String latency) {
    return !scope.now().isBefore(since.plus(scope.cloud().latency(latency)));
  }

  private static void put(Ec2Scope scope, Instance instance) {
    scope.state().instances.put(instance.instanceId(), instance);
  }

  /** Starts the termination of an instance, and returns the state change. */
  public static InstanceStateChange startTermination(Ec2Scope scope, Instance instance) {
    InstanceState before = instance.state();
    if (isActive(instance)) {
      put(scope, instance.toBuilder().state(SHUTTING_DOWN).build());
      scope.state().terminations.put(instance.instanceId(), scope.now());
    }
    return InstanceStateChange.builder()
        .instanceId(instance.instanceId())
        .previousState(before)
        .currentState(isActive(instance) ? SHUTTING_DOWN : before)
        .build();
  }

  private static DescribeInstancesResponse describe(
      DescribeInstancesRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<Instance>(scope.state(), Instance::instanceId)
            .on("instance-id", Instance::instanceId)
            .on("instance-state-name", item -> item.state().nameAsString())
            .on("instance-state-code", item -> item.state().code())
            .on("instance-type", Instance::instanceTypeAsString)
            .on("availability-zone", item -> item.placement().availabilityZone())
            .on("vpc-id", Instance::vpcId)
            .on("network-interface.vpc-id", Instance::vpcId)
            .on("subnet-id", Instance::subnetId)
            .on("network-interface.subnet-id", Instance::subnetId)
            .on("private-dns-name", Instance::privateDnsName)
            .on("private-ip-address", Instance::privateIpAddress)
            .on("image-id", Instance::imageId)
            .on("instance.group-id", item -> groups(item))
            .on("network-interface.group-id", item -> groups(item))
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().instances, request.instanceIds(), Ec2Errors::instanceNotFound)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(item -> reservation(item, scope));
    return DescribeInstancesResponse.builder()
        .reservations(page.items())
        .nextToken(page.next())
        .build();
  }

  private static Stream<String> groups(Instance instance) {
    return instance.securityGroups().stream().map(GroupIdentifier::groupId);
  }

  private static Reservation reservation(Instance instance, Ec2Scope scope) {
    return Reservation.builder()
        .reservationId("r-" + instance.instanceId().substring(2))
        .ownerId(scope.account())
        .instances(instance.toBuilder().tags(scope.tags(instance.instanceId())).build())
        .build();
  }

  private static DescribeInstanceStatusResponse status(
      DescribeInstanceStatusRequest request, Ec2Scope scope) {
    boolean all = Boolean.TRUE.equals(request.includeAllInstances());
    var filters =
        new ResourceFilters<Instance>(scope.state(), Instance::instanceId)
            .on("availability-zone", item -> item.placement().availabilityZone())
            .on("instance-state-name", item -> item.state().nameAsString())
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().instances, request.instanceIds(), Ec2Errors::instanceNotFound)
                    .filter(item -> all || item.state().name() == InstanceStateName.RUNNING)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(
                item ->
                    InstanceStatus.builder()
                        .instanceId(item.instanceId())
                        .availabilityZone(item.placement().availabilityZone())
                        .instanceState(item.state())
                        .instanceStatus(
                            summary -> summary.status(isActive(item) ? "ok" : "not-applicable"))
                        .systemStatus(
                            summary -> summary.status(isActive(item) ? "ok" : "not-applicable"))
                        .build());
    return DescribeInstanceStatusResponse.builder()
        .instanceStatuses(page.items())
        .nextToken(page.next())
        .build();
  }

  private static TerminateInstancesResponse terminate(
      TerminateInstancesRequest request, Ec2Scope scope) {
    List<Instance> found =
        request.instanceIds().stream()
            .map(id -> Ec2Scope.require(scope.state().instances, id, Ec2Errors::instanceNotFound))
            .toList();
    return TerminateInstancesResponse.builder()
        .terminatingInstances(found.stream().map(item -> startTermination(scope, item)).toList())
        .build();
  }

  private static GetConsoleOutputResponse console(GetConsoleOutputRequest request, Ec2Scope scope) {
    Instance instance =
        Ec2Scope.require(
            scope.state().instances, request.instanceId(), Ec2Errors::instanceNotFound);
    String text = ConsoleOutput.of(instance, scope);
    return GetConsoleOutputResponse.builder()
        .instanceId(instance.instanceId())
        .timestamp(scope.now())
        .output(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  /** Returns a network interface as described by its instance. */
  public static InstanceNetworkInterface attachmentView(NetworkInterface item) {
    return InstanceNetworkInterface.builder()
        .networkInterfaceId(item.networkInterfaceId())
        .subnetId(item.subnetId())
        .vpcId(item.vpcId())
        .ownerId(item.ownerId())
        .macAddress(item.macAddress())
        .privateIpAddress(item.privateIpAddress())
        .privateDnsName(item.privateDnsName())
        .groups(item.groups())
        .status("in-use")
        .sourceDestCheck(true)
        .build();
  }

  public static Map<String, String> tags(Ec2Scope scope, Instance instance) {
    return scope.state().tagsOf(instance.instanceId());
  }
}
