package io.beta9.provisioning.cloudsim.aws.ec2.compute;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Zones;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.GpuDeviceInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeOffering;

/** Instance types, and their availability in zones. */
public final class InstanceTypes {
  private InstanceTypes() {}

  public static void register(Ec2Operations operations) {
    operations.on(DescribeInstanceTypesRequest.class, InstanceTypes::describe);
    operations.on(DescribeInstanceTypeOfferingsRequest.class, InstanceTypes::offerings);
  }

  /** Returns whether a zone offers a type: it exists there, and no fault rule removes it. */
  public static boolean isOffered(InstanceCatalog.Type type, String zone, Ec2Scope scope) {
    return InstanceCatalog.isSoldIn(type, zone)
        && scope
            .cloud()
            .conditions()
            .find("instance-not-offered", type.name() + "/" + zone)
            .isEmpty();
  }

  private static boolean isOfferedAnywhere(InstanceCatalog.Type type, Ec2Scope scope) {
    return Zones.of(scope.region()).stream().anyMatch(zone -> isOffered(type, zone, scope));
  }

  private static DescribeInstanceTypesResponse describe(
      DescribeInstanceTypesRequest request, Ec2Scope scope) {
    List<InstanceCatalog.Type> requested = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String name : request.instanceTypesAsStrings()) {
      InstanceCatalog.find(name)
          .filter(type -> isOfferedAnywhere(type, scope))
          .ifPresentOrElse(requested::add, () -> unknown.add(name));
    }
    if (!unknown.isEmpty()) {
      throw Ec2Errors.badRequest(
          "InvalidInstanceType",
          "The following supplied instance types do not exist: ["
              + String.join(", ", unknown)
              + "]");
    }
    Stream<InstanceCatalog.Type> types =
        requested.isEmpty()
            ? InstanceCatalog.all().stream().filter(type -> isOfferedAnywhere(type, scope))
            : requested.stream();
    var filters =
        new ResourceFilters<InstanceCatalog.Type>(scope.state(), InstanceCatalog.Type::name)
            .on("instance-type", InstanceCatalog.Type::name)
            .on("current-generation", InstanceCatalog.Type::current)
            .on("bare-metal", _ -> false)
            .on("supported-usage-class", _ -> List.of("on-demand", "spot"))
            .on("vcpu-info.default-vcpus", InstanceCatalog.Type::vcpus)
            .on("memory-info.size-in-mib", InstanceCatalog.Type::memoryMib)
            .on("processor-info.supported-architecture", InstanceCatalog.Type::architecture)
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(types.filter(filters), request.maxResults(), request.nextToken())
            .map(InstanceTypes::apiView);
    return DescribeInstanceTypesResponse.builder()
        .instanceTypes(page.items())
        .nextToken(page.next())
        .build();
  }

  private static InstanceTypeInfo apiView(InstanceCatalog.Type type) {
    InstanceTypeInfo.Builder shown =
        InstanceTypeInfo.builder()
            .instanceType(type.name())
            .currentGeneration(type.current())
            .bareMetal(false)
            .freeTierEligible(false)
            .hypervisor("nitro")
            .burstablePerformanceSupported(type.name().startsWith("t"))
            .instanceStorageSupported(false)
            .hibernationSupported(false)
            .autoRecoverySupported(type.gpu() == null)
            .dedicatedHostsSupported(true)
            .supportedUsageClassesWithStrings("on-demand", "spot")
            .supportedRootDeviceTypesWithStrings("ebs")
            .supportedVirtualizationTypesWithStrings("hvm")
            .processorInfo(p -> p.supportedArchitecturesWithStrings(type.architecture()))
            .vCpuInfo(
                v ->
                    v.defaultVCpus(type.vcpus())
                        .defaultCores(Math.max(1, type.vcpus() / 2))
                        .defaultThreadsPerCore(2))
            .memoryInfo(m -> m.sizeInMiB((long) type.memoryMib()))
            .networkInfo(
                n ->
                    n.networkPerformance("Up to 12.5 Gigabit")
                        .maximumNetworkInterfaces(type.vcpus() <= 2 ? 3 : 4)
                        .ipv4AddressesPerInterface(type.vcpus() <= 2 ? 10 : 15)
                        .ipv6Supported(true)
                        .enaSupport("required"));
    var gpu = type.gpu();
    if (gpu != null) {
      shown.gpuInfo(
          info ->
              info.totalGpuMemoryInMiB(type.gpus() * gpu.memoryMib())
                  .gpus(
                      GpuDeviceInfo.builder()
                          .name(gpu.name())
                          .manufacturer("NVIDIA")
                          .count(type.gpus())
                          .memoryInfo(m -> m.sizeInMiB(gpu.memoryMib()))
                          .build()));
    }
    return shown.build();
  }

  private static DescribeInstanceTypeOfferingsResponse offerings(
      DescribeInstanceTypeOfferingsRequest request, Ec2Scope scope) {
    String kind =
        request.locationTypeAsString() == null ? "region" : request.locationTypeAsString();
    var filters =
        new ResourceFilters<InstanceTypeOffering>(
                scope.state(), InstanceTypeOffering::instanceTypeAsString)
            .on("instance-type", InstanceTypeOffering::instanceTypeAsString)
            .on("location", InstanceTypeOffering::location)
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
            InstanceCatalog.all().stream()
                .flatMap(type -> locations(type, kind, scope).map(at -> offering(type, kind, at)))
                .filter(filters),
            request.maxResults(),
            request.nextToken());
    return DescribeInstanceTypeOfferingsResponse.builder()
        .instanceTypeOfferings(page.items())
        .nextToken(page.next())
        .build();
  }

  private static Stream<String> locations(InstanceCatalog.Type type, String kind, Ec2Scope scope) {
    Stream<String> zones =
        Stream.concat(Zones.of(scope.region()).stream(), Zones.nearby(scope).keySet().stream())
            .filter(zone -> isOffered(type, zone, scope));
    return switch (kind) {
      case "region" -> isOfferedAnywhere(type, scope) ? Stream.of(scope.region()) : Stream.empty();
      case "availability-zone" -> zones;
      case "availability-zone-id" ->
          Zones.of(scope.region()).stream()
              .filter(zone -> isOffered(type, zone, scope))
              .map(zone -> Zones.idOf(scope.account(), zone));
      default ->
          throw Ec2Errors.invalidValue(
              "Value (" + kind + ") for parameter locationType is invalid.");
    };
  }

  private static InstanceTypeOffering offering(
      InstanceCatalog.Type type, String kind, String place) {
    return InstanceTypeOffering.builder()
        .instanceType(type.name())
        .locationType(kind)
        .location(place)
        .build();
  }

  /** Throws an error if the vCPUs of one more instance would exceed the quota. */
  public static void checkQuota(InstanceCatalog.Type type, int vcpusInUse, Ec2Scope scope) {
    Quota quota = type.quota();
    if (quota.exceededBy(vcpusInUse + type.vcpus(), scope.cloud())) {
      throw Ec2Errors.badRequest(
          "VcpuLimitExceeded",
          "You have requested more vCPU capacity than your current vCPU limit of "
              + (long) quota.valueIn(scope.cloud())
              + " allows for the instance bucket that the specified instance type belongs to."
              + " Please visit http://aws.amazon.com/contact-us/ec2-request to request an"
              + " adjustment to this limit.");
    }
  }
}
