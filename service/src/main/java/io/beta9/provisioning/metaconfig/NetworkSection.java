package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.network.Cidr;
import io.beta9.provisioning.metaconfig.network.SubnetPlan;
import io.beta9.provisioning.metaconfig.text.ValueWords;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code network}: the block of addresses and the zones. */
final class NetworkSection {
  private static final String DEFAULT_CIDR = "10.42.0.0/16";
  private static final int SHORTEST_PREFIX = 16;

  private NetworkSection() {}

  static MetaConfig.NetworkConfig read(Fields root, String region, Profile profile) {
    Fields network = root.section("network");
    String cidr = network.text("cidr", DEFAULT_CIDR, text -> cidr(text, profile));
    List<String> zones = zones(network, region, profile);
    network.refuseOthers();
    return new MetaConfig.NetworkConfig(cidr, zones);
  }

  private static @Nullable String cidr(String text, Profile profile) {
    Optional<Cidr> parsed = Cidr.aligned(text);
    if (parsed.isEmpty()) {
      return ValueWords.quoted(text) + " is not a block of addresses, like " + DEFAULT_CIDR;
    }
    Cidr cidr = parsed.get();
    int longest = profile.layout().longestPrefix();
    if (!cidr.toString().equals(text)) {
      return "%s does not begin where a /%d begins; did you mean '%s'?"
          .formatted(ValueWords.quoted(text), cidr.prefix(), cidr);
    }
    if (cidr.prefix() < SHORTEST_PREFIX) {
      return "%s is larger than a VPC may be; at most a /%d"
          .formatted(ValueWords.quoted(text), SHORTEST_PREFIX);
    }
    if (cidr.prefix() > longest) {
      return "%s is too small for the subnets of the profile '%s'; at least a /%d"
          .formatted(ValueWords.quoted(text), profile.word(), longest);
    }
    return cidr.isPrivate()
        ? null
        : ValueWords.quoted(text)
            + " lies in no private range: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or"
            + " 100.64.0.0/10";
  }

  private static List<String> zones(Fields network, String region, Profile profile) {
    List<String> known = AwsRegions.zones(region);
    JsonNode value = network.value("availability_zones");
    if (value != null && value.isArray()) {
      return named(network, value, region);
    }
    int most =
        region.isEmpty() ? SubnetPlan.MOST_ZONES : Math.min(SubnetPlan.MOST_ZONES, known.size());
    if (value != null && !value.isNumber()) {
      network.wrong(
          "availability_zones",
          "must be a count, 2 or 3, or a list of zones, is " + ValueWords.kind(value));
      return known.subList(0, most);
    }
    int wanted = Math.min(profile.layout().zones(), most);
    int count = network.integer("availability_zones", wanted, SubnetPlan.FEWEST_ZONES, most);
    return List.copyOf(known.subList(0, count));
  }

  private static List<String> named(Fields network, JsonNode list, String region) {
    List<String> zones = new ArrayList<>();
    if (list.size() < SubnetPlan.FEWEST_ZONES || list.size() > SubnetPlan.MOST_ZONES) {
      network.wrong(
          "availability_zones",
          "holds " + list.size() + (list.size() == 1 ? " zone" : " zones") + "; expected 2 or 3");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < Math.min(list.size(), SubnetPlan.MOST_ZONES); i++) {
      JsonNode zone = list.get(i);
      String field = "availability_zones[" + i + "]";
      if (!zone.isString()) {
        network.wrong(field, "must be text, is " + ValueWords.kind(zone));
        continue;
      }
      String name = zone.stringValue();
      // Of a region that is itself wrong, nothing can be said about its zones.
      if (!region.isEmpty() && !isZoneOf(name, region)) {
        network.wrong(
            field,
            ValueWords.quoted(name)
                + " is not a zone of "
                + region
                + "; its zones are named like "
                + AwsRegions.zones(region).getFirst());
      }
      if (!seen.add(name)) {
        network.wrong(field, ValueWords.quoted(name) + " stands in the list a second time");
      }
      zones.add(name);
    }
    return List.copyOf(zones);
  }

  /** A region's own zones are its name and one letter; local zones carry more. */
  private static boolean isZoneOf(String zone, String region) {
    return zone.length() == region.length() + 1
        && zone.startsWith(region)
        && zone.charAt(region.length()) >= 'a'
        && zone.charAt(region.length()) <= 'z';
  }
}
