package io.beta9.provisioning.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The durations that are known before any environment exists. */
class UsualDurationTest {
  @Test
  void has_usual_durations_before_the_first_environment() {
    assertThat(EnvironmentDiagnoser.usual("aws_subnet", "delete")).isEqualTo(Duration.ofMinutes(1));
    assertThat(EnvironmentDiagnoser.usual("aws_eks_cluster", "create"))
        .isEqualTo(Duration.ofMinutes(12));
    assertThat(EnvironmentDiagnoser.usual("aws_unknown", "create")).isNull();
  }
}
