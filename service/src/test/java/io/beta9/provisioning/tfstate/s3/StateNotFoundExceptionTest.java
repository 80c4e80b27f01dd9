package io.beta9.provisioning.tfstate.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.tfstate.s3.StateNotFoundException.Missing;
import org.junit.jupiter.api.Test;

class StateNotFoundExceptionTest {
  private static String sentence(Missing missing) {
    return String.valueOf(new StateNotFoundException(missing).getMessage());
  }

  @Test
  void states_what_does_not_exist() {
    assertThat(sentence(new Missing.MissingState("env_1")))
        .isEqualTo("env_1 has no state: Terraform has not created anything yet");
    assertThat(sentence(new Missing.MissingVersion("env_1", "v")))
        .isEqualTo("the state of env_1 has no version v");
    assertThat(sentence(new Missing.MissingResource("env_1", "aws_vpc.x", null)))
        .isEqualTo("the state of env_1 does not contain aws_vpc.x");
    assertThat(sentence(new Missing.MissingResource("env_1", "aws_vpc.x", "aws_vpc.this")))
        .isEqualTo("the state of env_1 does not contain aws_vpc.x; it contains aws_vpc.this");
  }
}
