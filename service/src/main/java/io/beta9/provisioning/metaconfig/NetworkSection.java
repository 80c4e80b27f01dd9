package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.network.Cidr;
import io.beta9.provisioning.metaconfig.network.SubnetPlan;
import io.beta9.provisioning.metaconfig.text.ValueFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code network}: the CIDR block and the availability zones. */
final class NetworkSection {
  private static final String DEFAULT_CIDR = "10.42.0.0/16";
  private static final int MIN_PREFIX_LENGTH = 16;

  /** The bridge of the containers on a worker: what has the same addresses is not reachable. */
  private static final Cidr WORKER_BRIDGE = Cidr.parse("192.168.0.0/20").orElseThrow();

  private NetworkSection() {}

  static MetaConfig.NetworkConfig read(Fields root, String region, Profile profile) {
    Fields network = root.section("network");
    String cidr = network.text("cidr", DEFAULT_CIDR, text -> cidr(text, profile));
    List<String> zones = zones(network, region, profile);
    boolean flowLogs = network.flag("flow_logs", false);
    network.rejectUnknownFields();
    JsonNode stated = network.value("availability_zones");
    return new MetaConfig.NetworkConfig(cidr, zones, flowLogs, stated == null || !stated.isArray());
  }

  /** Returns the block of the VPC as it is stated, without validating it. */
  static String statedCidr(Fields root) {
    JsonNode network = root.value("network");
    JsonNode cidr = network == null ? null : network.get("cidr");
    return cidr != null && cidr.isString() ? cidr.stringValue() : DEFAULT_CIDR;
  }

  private static @Nullable String cidr(String text, Profile profile) {
    Optional<Cidr> parsed = Cidr.parseAligned(text);
    if (parsed.isEmpty()) {
      return ValueFormat.quoted(text)
          + " is not a CIDR block; expected a value like "
          + DEFAULT_CIDR;
    }
    Cidr cidr = parsed.get();
    int maxPrefixLength = profile.networkLayout().maxPrefixLength();
    if (!cidr.toString().equals(text)) {
      return "%s is not aligned to a /%d block; did you mean '%s'?"
          .formatted(ValueFormat.quoted(text), cidr.prefix(), cidr);
    }
    if (cidr.prefix() < MIN_PREFIX_LENGTH) {
      return "%s is too large for a VPC; the largest block is a /%d"
          .formatted(ValueFormat.quoted(text), MIN_PREFIX_LENGTH);
    }
    if (cidr.prefix() > maxPrefixLength) {
      return "%s is too small for the subnets of profile '%s'; the smallest block is a /%d"
          .formatted(ValueFormat.quoted(text), profile.label(), maxPrefixLength);
    }
    if (cidr.overlaps(WORKER_BRIDGE)) {
      return "%s overlaps %s, which Beta9's workers use for their containers"
          .formatted(ValueFormat.quoted(text), WORKER_BRIDGE);
    }
    return cidr.isPrivate()
        ? null
        : ValueFormat.quoted(text)
            + " is not in a private range: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or"
            + " 100.64.0.0/10";
  }

  private static List<String> zones(Fields network, String region, Profile profile) {
    List<String> known = AwsRegions.zones(region);
    JsonNode value = network.value("availability_zones");
    if (value != null && value.isArray()) {
      return namedZones(network, value, region);
    }
    int max =
        region.isEmpty() ? SubnetPlan.MAX_ZONES : Math.min(SubnetPlan.MAX_ZONES, known.size());
    if (value != null && !value.isNumber()) {
      network.addViolation(
          "availability_zones",
          "must be 2, 3 or a list of zones, not " + ValueFormat.described(value));
      return known.subList(0, max);
    }
    int standard = Math.min(profile.networkLayout().zones(), max);
    int count = network.integer("availability_zones", standard, SubnetPlan.MIN_ZONES, max);
    return List.copyOf(known.subList(0, count));
  }

  private static List<String> namedZones(Fields network, JsonNode list, String region) {
    List<String> zones = new ArrayList<>();
    if (list.size() < SubnetPlan.MIN_ZONES || list.size() > SubnetPlan.MAX_ZONES) {
      network.addViolation(
          "availability_zones",
          "contains "
              + list.size()
              + (list.size() == 1 ? " zone" : " zones")
              + "; expected 2 or 3");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < Math.min(list.size(), SubnetPlan.MAX_ZONES); i++) {
      JsonNode zone = list.get(i);
      String field = "availability_zones[" + i + "]";
      if (!zone.isString()) {
        network.addViolation(field, "must be text, not " + ValueFormat.described(zone));
        continue;
      }
      String name = zone.stringValue();
      // The zones of an invalid region cannot be checked.
      if (!region.isEmpty() && !isZoneOf(name, region)) {
        network.addViolation(
            field,
            ValueFormat.quoted(name)
                + " is not a zone of "
                + region
                + "; expected a name like "
                + AwsRegions.zones(region).getFirst());
      }
      if (!names.add(name)) {
        network.addViolation(field, ValueFormat.quoted(name) + " is listed more than once");
      }
      zones.add(name);
    }
    return List.copyOf(zones);
  }

  /**
   * Returns whether the zone is the region's name plus one letter; local zones have longer names.
   */
  private static boolean isZoneOf(String zone, String region) {
    return zone.length() == region.length() + 1
        && zone.startsWith(region)
        && zone.charAt(region.length()) >= 'a'
        && zone.charAt(region.length()) <= 'z';
  }
}
