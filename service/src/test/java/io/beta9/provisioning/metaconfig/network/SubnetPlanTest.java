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
  void subnetsLieWithinTheBlockAndNeverOverlap() {
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
        // AWS takes nothing smaller than a /28, and five addresses of every subnet.
        assertThat(subnets.get(a).size() - 5).isGreaterThanOrEqualTo(59);
      }
    }
  }

  @Test
  void everyProfileFitsIntoItsSmallestBlock() {
    for (Profile profile : Profile.values()) {
      Cidr vpc = Cidr.parse("10.0.0.0/" + profile.layout().longestPrefix()).orElseThrow();

      SubnetPlan plan = SubnetPlan.of(vpc, ZONES.subList(0, profile.layout().zones()));

      long addresses =
          plan.privateSubnets().values().stream()
              .mapToLong(s -> Cidr.parse(s).orElseThrow().size() - 5)
              .sum();
      // Thirty addresses is what the CNI holds warm on a machine of these types.
      int machines = profile.system().max() + profile.cpu().max() + profile.gpu().max();
      assertThat(addresses).isGreaterThan(machines * 30L);
    }
  }
}
