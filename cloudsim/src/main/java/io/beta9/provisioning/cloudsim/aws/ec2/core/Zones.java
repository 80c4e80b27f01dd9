package io.beta9.provisioning.cloudsim.aws.ec2.core;

import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.identity.CredentialStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneMessage;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.Region;

/** Regions and their availability zones. */
public final class Zones {
  private static final List<String> REGIONS =
      List.of(
          "ap-northeast-1",
          "ap-northeast-2",
          "ap-northeast-3",
          "ap-south-1",
          "ap-southeast-1",
          "ap-southeast-2",
          "ca-central-1",
          "eu-central-1",
          "eu-north-1",
          "eu-west-1",
          "eu-west-2",
          "eu-west-3",
          "sa-east-1",
          "cn-north-1",
          "cn-northwest-1",
          "us-gov-east-1",
          "us-gov-west-1",
          "us-east-1",
          "us-east-2",
          "us-west-1",
          "us-west-2");

  /** A condition on a zone; its text is the state, for example {@code unavailable}. */
  public static final String STATE = "zone-state";

  /**
   * A condition on a region: the account has opted in to its local and wavelength zones, which are
   * then listed with the others.
   */
  public static final String OPTED_IN = "local-zones-opted-in";

  private static final int DEFAULT_ZONES = 3;

  private Zones() {}

  public static void register(Ec2Operations operations) {
    operations.on(DescribeAvailabilityZonesRequest.class, Zones::describe);
    operations.on(DescribeRegionsRequest.class, Zones::regions);
  }

  /** Returns the names of a region's zones, in order. */
  public static List<String> of(String region) {
    String letters =
        switch (region) {
          case "us-east-1" -> "abcdef";
          case "us-west-2", "ap-northeast-2" -> "abcd";
          case "us-west-1" -> "ac";
          case "ap-northeast-1" -> "acd";
          case "ca-central-1" -> "abd";
          default -> "abc";
        };
    return letters.chars().mapToObj(letter -> region + (char) letter).toList();
  }

  /**
   * Returns the zones outside of the region's data centers that the account uses, and their types.
   */
  public static Map<String, String> nearby(Ec2Scope scope) {
    String region = scope.region();
    return scope.cloud().conditions().find(OPTED_IN, region).isPresent()
        ? Map.of(region + "-bos-1a", "local-zone", region + "-wl1-bos-wlz-1", "wavelength-zone")
        : Map.of();
  }

  /**
   * Returns the id of a zone in an account, for example {@code use1-az1} for {@code us-east-1a}.
   * The same name denotes different zones in different accounts.
   */
  public static String idOf(String account, String zone) {
    String region = zone.substring(0, zone.length() - 1);
    List<String> zones = of(region);
    int position = Math.max(0, zones.indexOf(zone));
    // The first zones keep their set of ids: they are the defaults of a model, and EKS creates no
    // clusters in one of the others.
    int start = position < DEFAULT_ZONES ? 0 : DEFAULT_ZONES;
    int size = Math.min(DEFAULT_ZONES, zones.size() - start);
    int rotated = start + Math.floorMod(position - start + rotation(account), size);
    return shortened(region) + "-az" + numberOf(region, rotated);
  }

  /** The account that credentials belong to unless others are registered has a rotation of 0. */
  private static long rotation(String account) {
    return Long.parseLong(account) - Long.parseLong(CredentialStore.OPEN_ACCOUNT);
  }

  /** Returns a region as in the ids of its zones, for example {@code use1}. */
  private static String shortened(String region) {
    String[] parts = region.split("-", -1);
    StringBuilder id = new StringBuilder(parts[0]);
    for (int at = 1; at < parts.length - 1; at++) {
      id.append(initials(parts[at]));
    }
    return id.append(parts[parts.length - 1]).toString();
  }

  /** The number does not follow from the letter. */
  private static int numberOf(String region, int position) {
    List<Integer> numbers =
        switch (region) {
          case "us-east-1" -> List.of(1, 2, 4, 5, 3, 6);
          case "us-west-1" -> List.of(1, 3);
          case "ap-northeast-1" -> List.of(4, 1, 2);
          case "ca-central-1" -> List.of(1, 2, 4);
          default -> List.of(1, 2, 3, 4);
        };
    return numbers.get(position);
  }

  private static String initials(String direction) {
    String initials = direction.substring(0, 1);
    for (String second : List.of("east", "west")) {
      if (direction.length() > second.length() && direction.endsWith(second)) {
        return initials + second.charAt(0);
      }
    }
    return initials;
  }

  private static DescribeAvailabilityZonesResponse describe(
      DescribeAvailabilityZonesRequest request, Ec2Scope scope) {
    List<String> known =
        Stream.concat(of(scope.region()).stream(), nearby(scope).keySet().stream().sorted())
            .toList();
    for (String name : request.zoneNames()) {
      if (!known.contains(name)) {
        throw Ec2Errors.invalidValue("Invalid availability zone: [" + name + "]");
      }
    }
    var filters =
        new ResourceFilters<AvailabilityZone>(scope.state(), AvailabilityZone::zoneName)
            .on("zone-name", AvailabilityZone::zoneName)
            .on("zone-id", AvailabilityZone::zoneId)
            .on("zone-type", AvailabilityZone::zoneType)
            .on("state", AvailabilityZone::stateAsString)
            .on("region-name", AvailabilityZone::regionName)
            .on("opt-in-status", AvailabilityZone::optInStatusAsString)
            .on("group-name", AvailabilityZone::groupName)
            .toPredicate(request.filters());
    return DescribeAvailabilityZonesResponse.builder()
        .availabilityZones(
            known.stream()
                .map(name -> zone(name, scope))
                .filter(
                    zone ->
                        request.zoneNames().isEmpty()
                            || request.zoneNames().contains(zone.zoneName()))
                .filter(
                    zone ->
                        request.zoneIds().isEmpty() || request.zoneIds().contains(zone.zoneId()))
                .filter(filters)
                .toList())
        .build();
  }

  private static AvailabilityZone zone(String name, Ec2Scope scope) {
    String region = scope.region();
    String state = scope.cloud().conditions().find(STATE, name).orElse("available");
    String nearby = nearby(scope).get(name);
    return AvailabilityZone.builder()
        .zoneName(name)
        .zoneId(
            nearby == null ? idOf(scope.account(), name) : name.replace(region, shortened(region)))
        .zoneType(nearby == null ? "availability-zone" : nearby)
        .regionName(region)
        .groupName(nearby == null ? region + "-zg-1" : name.substring(0, name.lastIndexOf('-') + 2))
        .networkBorderGroup(region)
        .optInStatus(nearby == null ? "opt-in-not-required" : "opted-in")
        .state(state)
        .messages(
            state.equals("available")
                ? List.of()
                : List.of(AvailabilityZoneMessage.builder().message(name + " is " + state).build()))
        .build();
  }

  private static DescribeRegionsResponse regions(DescribeRegionsRequest request, Ec2Scope scope) {
    Stream<String> names =
        request.regionNames().isEmpty()
            ? REGIONS.stream().filter(scope::isInPartition)
            : request.regionNames().stream();
    var filters =
        new ResourceFilters<Region>(scope.state(), Region::regionName)
            .on("region-name", Region::regionName)
            .on("endpoint", Region::endpoint)
            .on("opt-in-status", Region::optInStatus)
            .toPredicate(request.filters());
    return DescribeRegionsResponse.builder()
        .regions(
            names
                .map(
                    name -> {
                      if (!REGIONS.contains(name) || !scope.isInPartition(name)) {
                        throw Ec2Errors.invalidValue("Invalid region: [" + name + "]");
                      }
                      return Region.builder()
                          .regionName(name)
                          .endpoint("ec2." + name + "." + Partition.ofRegion(name).dnsSuffix())
                          .optInStatus("opt-in-not-required")
                          .build();
                    })
                .filter(filters)
                .toList())
        .build();
  }
}
