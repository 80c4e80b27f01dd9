package io.beta9.provisioning.metaconfig.catalog;

import io.beta9.provisioning.partition.AwsPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The regions of AWS and the letters of their availability zones. Zone letters differ between
 * accounts; this table contains the most common ones, and the preflight checks the zones of the
 * actual account.
 */
public final class AwsRegions {
  private static final SortedMap<String, String> ZONE_LETTERS = zoneLetters();

  private AwsRegions() {}

  /** Returns all known regions in alphabetical order. */
  public static Set<String> all() {
    return Collections.unmodifiableSet(ZONE_LETTERS.keySet());
  }

  /** Returns the known regions of a partition in alphabetical order. */
  public static Set<String> of(AwsPartition partition) {
    return all().stream()
        .filter(region -> AwsPartition.ofRegion(region) == partition)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the zones of a region; for an unknown region, the zones a, b and c. */
  public static List<String> zones(String region) {
    List<String> zones = new ArrayList<>();
    for (char letter : ZONE_LETTERS.getOrDefault(region, "abc").toCharArray()) {
      zones.add(region + letter);
    }
    return zones;
  }

  private static SortedMap<String, String> zoneLetters() {
    SortedMap<String, String> letters = new TreeMap<>();
    for (String region :
        List.of(
            "af-south-1",
            "ap-east-1",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-7",
            "ca-west-1",
            "cn-north-1",
            "cn-northwest-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-2",
            "us-gov-east-1",
            "us-gov-west-1")) {
      letters.put(region, "abc");
    }
    letters.put("ap-northeast-1", "acd");
    letters.put("ap-northeast-2", "abcd");
    letters.put("ca-central-1", "abd");
    letters.put("us-east-1", "abcdef");
    letters.put("us-west-1", "ac");
    letters.put("us-west-2", "abcd");
    return letters;
  }
}
