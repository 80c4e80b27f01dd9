package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.rds.model.AvailabilityZone;
import software.amazon.awssdk.services.rds.model.DBEngineVersion;
import software.amazon.awssdk.services.rds.model.OrderableDBInstanceOption;

/** Reads which instance classes RDS offers in which zones. */
public final class DatabaseOfferings {
  private static final Logger log = LoggerFactory.getLogger(DatabaseOfferings.class);

  /** The alternatives, from small to large, of the families that the profiles use. */
  private static final List<String> ALTERNATIVES =
      List.of(
          "db.t4g.medium",
          "db.t4g.large",
          "db.m6g.large",
          "db.m6g.xlarge",
          "db.r6g.large",
          "db.r6g.xlarge");

  private static final int MAX_ALTERNATIVES = 3;

  private final AwsSession session;

  public DatabaseOfferings(AwsSession session) {
    this.session = session;
  }

  /** Returns the zones of the region in which a class is offered. */
  SortedSet<String> zones(String engineVersion, String instanceClass) {
    String fullVersion = fullVersion(engineVersion);
    return session
        .rds()
        .describeOrderableDBInstanceOptionsPaginator(
            r ->
                r.engine("postgres")
                    .engineVersion(fullVersion)
                    .dbInstanceClass(instanceClass)
                    .vpc(true))
        .orderableDBInstanceOptions()
        .stream()
        .map(OrderableDBInstanceOption::availabilityZones)
        .flatMap(Collection::stream)
        .map(AvailabilityZone::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Offerings are listed for full versions only; a major version stands for its latest one. */
  private String fullVersion(String engineVersion) {
    return session
        .rds()
        .describeDBEngineVersionsPaginator(r -> r.engine("postgres").engineVersion(engineVersion))
        .dbEngineVersions()
        .stream()
        .map(DBEngineVersion::engineVersion)
        .max(Comparator.comparingInt(DatabaseOfferings::minor))
        .orElse(engineVersion);
  }

  private static int minor(String version) {
    String last = version.substring(version.lastIndexOf('.') + 1);
    return last.matches("\\d{1,6}") ? Integer.parseInt(last) : 0;
  }

  /** Returns alternatives that the environment's zones offer, with those zones. */
  SortedMap<String, SortedSet<String>> alternatives(
      InfraModel.Postgres postgres, InfraModel.Network network) {
    SortedMap<String, SortedSet<String>> found = new TreeMap<>();
    for (String candidate : ALTERNATIVES) {
      if (found.size() < MAX_ALTERNATIVES && !candidate.equals(postgres.instanceClass())) {
        SortedSet<String> zones = zones(postgres.engineVersion(), candidate);
        zones.retainAll(network.availabilityZones());
        if (zones.size() >= needed(postgres)) {
          found.put(candidate, zones);
        }
      }
    }
    return found;
  }

  /** Returns the number of zones needed: a standby is in another zone than the primary. */
  static int needed(InfraModel.Postgres postgres) {
    return postgres.multiAz() ? 2 : 1;
  }

  /**
   * Returns the failure with what can be chosen instead of an instance class that these zones do
   * not offer; unchanged if RDS does not answer.
   */
  public Failure withAlternatives(
      Failure failure, InfraModel.Postgres postgres, InfraModel.Network network) {
    try {
      SortedSet<String> otherZones = zones(postgres.engineVersion(), postgres.instanceClass());
      otherZones.removeAll(network.availabilityZones());
      return failure
          .with(FailureParameter.ALTERNATIVES, alternatives(postgres, network).keySet())
          .with(FailureParameter.OTHER_ZONES, UsableZones.among(otherZones, session));
    } catch (SdkException e) {
      log.info("RDS did not return its offerings: {}", e.getMessage());
      return failure;
    }
  }
}
