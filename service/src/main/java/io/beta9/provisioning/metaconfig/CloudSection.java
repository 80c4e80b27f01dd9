package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.text.ValueFormat;
import io.beta9.provisioning.partition.AwsPartition;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code cloud}: the account and the region. */
final class CloudSection {
  /** Code of violations by fields that are set when the account is registered. */
  private static final String OF_ACCOUNT = "field-of-account";

  private static final Set<String> PLANNED_PROVIDERS = Set.of("gcp", "azure");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  private final Set<String> allowedRegions;

  CloudSection(Set<String> allowedRegions) {
    this.allowedRegions = allowedRegions;
  }

  CloudLocation read(Fields root) {
    root.require("cloud");
    Fields cloud = root.section("cloud");
    // A missing section is reported once, not once for each of its fields.
    if (root.value("cloud") == null) {
      return new CloudLocation("aws", "", "");
    }
    String provider = cloud.requiredText("provider", CloudSection::provider);
    String region = cloud.requiredText("region", this::region);
    cloud.require("account_id");
    String account = cloud.numericText("account_id", CloudSection::account).orElse("");
    cloud.rejectMoved("role_arn", OF_ACCOUNT, whereToLook(account));
    cloud.rejectMoved("external_id", OF_ACCOUNT, whereToLook(account));
    cloud.rejectUnknownFields();
    return new CloudLocation(provider, region, account);
  }

  /** The message does not repeat the value: an external id is confidential. */
  private static String whereToLook(String account) {
    String argument = account.isEmpty() ? "ACCOUNT" : account;
    return "belongs to the registered account and must be removed from the meta-config;"
        + " './provisioner accounts get "
        + argument
        + "' shows it, './provisioner accounts add "
        + argument
        + "' registers an account";
  }

  private static @Nullable String provider(String provider) {
    if (PLANNED_PROVIDERS.contains(provider)) {
      return ValueFormat.quoted(provider) + " is not supported yet; expected 'aws'";
    }
    return Fields.oneOf(Map.of("aws", "aws"), "a provider").problem(provider);
  }

  private @Nullable String region(String region) {
    if (allowedRegions.contains(region)) {
      return null;
    }
    AwsPartition partition = AwsPartition.ofRegion(region);
    if (AwsRegions.all().contains(region)
        && allowedRegions.stream().map(AwsPartition::ofRegion).noneMatch(partition::equals)) {
      return ValueFormat.quoted(region)
          + " is in the partition "
          + partition.id()
          + ", which this installation has no credentials for; expected a region of "
          + allowedRegions.stream()
              .map(AwsPartition::ofRegion)
              .distinct()
              .map(AwsPartition::id)
              .collect(Collectors.joining(" or "));
    }
    Map<String, String> allowed = new TreeMap<>();
    allowedRegions.forEach(name -> allowed.put(name, name));
    return AwsRegions.all().contains(region)
        ? ValueFormat.quoted(region)
            + " is not allowed in this installation; allowed are "
            + ValueFormat.list(allowed.keySet())
        : Fields.oneOf(allowed, "a region").problem(region);
  }

  private static @Nullable String account(String account) {
    return ACCOUNT.matcher(account).matches()
        ? null
        : ValueFormat.quoted(account) + " is not an account id; expected twelve digits";
  }
}
