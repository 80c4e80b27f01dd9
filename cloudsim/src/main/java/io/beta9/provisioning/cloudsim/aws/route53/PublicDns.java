package io.beta9.provisioning.cloudsim.aws.route53;

import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * The names that every client can resolve: the public zones of all accounts, and records of other
 * providers.
 */
public final class PublicDns {
  private final StateStore store;

  public PublicDns(StateStore store) {
    this.store = store;
  }

  private static final class OtherProviders implements Serializable {
    private static final long serialVersionUID = 1L;
    final TreeMap<String, String> canonicalNames = new TreeMap<>();
  }

  /** Creates a CNAME record at another provider. */
  public void publish(String name, String target) {
    others().put(absolute(name), absolute(target));
  }

  /**
   * Returns the target of a CNAME record, with a final dot.
   *
   * @param inSync changes of Route 53 that were submitted until then have reached all name servers
   */
  public Optional<String> canonicalName(String name, Instant inSync) {
    String wanted = absolute(name);
    Optional<Route53State.Zone> authority = authority(wanted, inSync);
    if (authority.isEmpty()) {
      return Optional.ofNullable(others().get(wanted));
    }
    return authority
        .map(zone -> zone.resolve(wanted, RRType.CNAME, inSync))
        .map(record -> absolute(record.resourceRecords().getFirst().value()));
  }

  /**
   * Returns the zone that answers for a name; empty if it is a zone of another provider. The top
   * level refers to the first zone of a name that is in no other zone; every other zone answers
   * only if the zone above it refers to its name servers.
   */
  private Optional<Route53State.Zone> authority(String name, Instant inSync) {
    List<Route53State.Zone> enclosing =
        store.findAll(Route53State.class).stream()
            .flatMap(state -> state.zones.values().stream())
            .filter(zone -> !zone.zone.config().privateZone())
            .filter(zone -> isWithin(name, zone.zone.name()))
            .sorted(
                Comparator.comparing((Route53State.Zone zone) -> zone.zone.name().length())
                    .thenComparing(zone -> zone.sequence))
            .toList();
    Optional<Route53State.Zone> authority = enclosing.stream().findFirst();
    while (authority.isPresent()) {
      Optional<ResourceRecordSet> delegation = delegation(authority.get(), name, inSync);
      if (delegation.isEmpty()) {
        return authority;
      }
      ResourceRecordSet servers = delegation.get();
      authority =
          enclosing.stream()
              .filter(zone -> zone.zone.name().equals(servers.name()))
              .filter(zone -> isServedBy(zone, servers, inSync))
              .findFirst();
    }
    return authority;
  }

  /** Returns the records by which a zone refers to other name servers for a name in it. */
  private static Optional<ResourceRecordSet> delegation(
      Route53State.Zone zone, String name, Instant inSync) {
    ResourceRecordSet found = null;
    for (String rest = name; !rest.equals(zone.zone.name()); ) {
      ResourceRecordSet servers = zone.resolve(rest, RRType.NS, inSync);
      found = servers == null ? found : servers;
      rest = rest.substring(rest.indexOf('.') + 1);
    }
    return Optional.ofNullable(found);
  }

  private static boolean isServedBy(
      Route53State.Zone zone, ResourceRecordSet servers, Instant inSync) {
    ResourceRecordSet own = zone.resolve(zone.zone.name(), RRType.NS, inSync);
    return own != null
        && servers.resourceRecords().stream()
            .map(server -> absolute(server.value()))
            .anyMatch(absolute(own.resourceRecords().getFirst().value())::equals);
  }

  private static boolean isWithin(String name, String zone) {
    return name.equals(zone) || name.endsWith("." + zone);
  }

  private Map<String, String> others() {
    return store.getOrCreate(
            OtherProviders.class, StateStore.GLOBAL, StateStore.GLOBAL, OtherProviders::new)
        .canonicalNames;
  }

  /** Returns a name in lower case with a final dot. */
  static String absolute(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower : lower + ".";
  }
}
