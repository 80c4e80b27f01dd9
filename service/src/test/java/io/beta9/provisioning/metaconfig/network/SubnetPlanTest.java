package io.beta9.provisioning.metaconfig.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.catalog.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubnetPlanTest {
  private static final List<String> ZONES = List.of("a", "b", "c");

  @Test
  void subnets_lie_within_the_vpc_and_do_not_overlap() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      int prefix = 16 + random.nextInt(7);
      long size = 1L << (32 - prefix);
      Cidr vpc = new Cidr((10L << 24) + random.nextInt(1 << (prefix - 8)) * size, prefix);
      int zones = 2 + random.nextInt(2);

      SubnetPlan plan = SubnetPlan.of(vpc, ZONES.subList(0, zones));

      List<Cidr> subnets = new ArrayList<>();
      plan.publicSubnets().values().forEach(s -> subnets.add(Cidr.parse(s).orElseThrow()));
      plan.privateSubnets().values().forEach(s -> subnets.add(Cidr.parse(s).orElseThrow()));
      assertThat(subnets).hasSize(2 * zones).allMatch(vpc::contains);
      for (int a = 0; a < subnets.size(); a++) {
        for (int b = a + 1; b < subnets.size(); b++) {
          assertThat(subnets.get(a).overlaps(subnets.get(b)))
              .as("%s and %s of %s", subnets.get(a), subnets.get(b), vpc)
              .isFalse();
        }
        // AWS requires at least a /28 and reserves five addresses of every subnet.
        assertThat(subnets.get(a).size() - 5).isGreaterThanOrEqualTo(59);
      }
    }
  }

  @Test
  void every_profile_fits_into_its_smallest_cidr_block() {
    for (Profile profile : Profile.values()) {
      Cidr vpc = Cidr.parse("10.0.0.0/" + profile.networkLayout().maxPrefixLength()).orElseThrow();

      SubnetPlan plan = SubnetPlan.of(vpc, ZONES.subList(0, profile.networkLayout().zones()));

      long addresses =
          plan.privateSubnets().values().stream()
              .mapToLong(s -> Cidr.parse(s).orElseThrow().size() - 5)
              .sum();
      // The CNI reserves about thirty addresses on a node of these instance types.
      int nodes = profile.system().max() + profile.cpu().max() + profile.gpu().max();
      assertThat(addresses).isGreaterThan(nodes * 30L);
    }
  }
}
