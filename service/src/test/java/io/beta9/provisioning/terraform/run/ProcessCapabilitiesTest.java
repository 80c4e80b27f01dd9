package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessCapabilitiesTest {
  private static ProcessCapabilities effective(String bits) {
    return ProcessCapabilities.parse(
        List.of(
            "Name:\tjava",
            "CapInh:\t00000000000000c0",
            "CapPrm:\t00000000000000c0",
            "CapEff:\t" + bits,
            "CapBnd:\t000001ffffffffff",
            "CapAmb:\t00000000000000c0"));
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000000000, false",
    "0000000000000040, false",
    "0000000000000080, false",
    "000001ffffffff3f, false",
    "00000000000000c0, true",
    "000001ffffffffff, true",
    "ffffffffffffffff, true"
  })
  void may_change_the_user_with_both_capabilities_for_user_and_group(
      String bits, boolean canChangeUser) {
    assertThat(effective(bits).canChangeUser()).isEqualTo(canChangeUser);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "g0", "00000000000000000c0"})
  void has_none_if_they_cannot_be_read(String bits) {
    assertThat(effective(bits)).isEqualTo(new ProcessCapabilities(0));
  }

  @Test
  void has_none_if_the_kernel_does_not_state_them() {
    assertThat(ProcessCapabilities.parse(List.of("Name:\tjava")))
        .isEqualTo(new ProcessCapabilities(0));
  }
}
