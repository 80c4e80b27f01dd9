package io.beta9.provisioning.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.network.AddressPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {

  @Test
  void has_the_parts_of_a_request() {
    WebhookUrl url = WebhookUrl.parse("https://Example.com/hook?a=b", AddressPolicy.PUBLIC);

    assertThat(url.host()).isEqualTo("example.com");
    assertThat(url.port()).isEqualTo(443);
    assertThat(url.authority()).isEqualTo("Example.com");
    assertThat(url.target()).isEqualTo("/hook?a=b");
    assertThat(url.isEncrypted()).isTrue();
  }

  @Test
  void has_a_default_path_and_an_own_port() {
    WebhookUrl url = WebhookUrl.parse("https://example.com:8443", AddressPolicy.PUBLIC);

    assertThat(url.target()).isEqualTo("/");
    assertThat(url.port()).isEqualTo(8443);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/",
        "ftp://example.com/",
        "example.com",
        "https:///path",
        "https://user:password@example.com/",
        "https://example.com/#fragment",
        "https://example.com:0/",
        "https://example.com:65536/",
        "https://exämple.com/",
        "https://a..b/",
        "https://example.com../",
        "https://abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcd.com/",
        "https://example.com/a b",
        "https://example.com/\r\nX: y",
        "file:///etc/passwd",
        ""
      })
  void rejects_what_is_not_a_plain_https_url(String text) {
    assertThatThrownBy(() -> WebhookUrl.parse(text, AddressPolicy.PUBLIC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://172.16.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://[2002:7f00:1::]/"
      })
  void rejects_an_address_that_is_not_public(String text) {
    assertThatThrownBy(() -> WebhookUrl.parse(text, AddressPolicy.PUBLIC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("private or local address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:9/", "http://localhost/", "http://[::1]:9/"})
  void accepts_plain_http_to_loopback_addresses_only_where_these_are_permitted(String text) {
    assertThat(WebhookUrl.parse(text, AddressPolicy.PUBLIC_OR_LOOPBACK).isEncrypted()).isFalse();
    assertThatThrownBy(() -> WebhookUrl.parse(text, AddressPolicy.PUBLIC))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void accepts_plain_http_to_no_other_host_even_where_loopback_is_permitted() {
    for (String text :
        new String[] {"http://example.com/", "http://10.0.0.1/", "https://10.0.0.1/"}) {
      assertThatThrownBy(() -> WebhookUrl.parse(text, AddressPolicy.PUBLIC_OR_LOOPBACK))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void rejects_a_long_url() {
    String longest = "https://example.com/" + "a".repeat(WebhookUrl.MAX_LENGTH - 20);

    assertThat(WebhookUrl.parse(longest, AddressPolicy.PUBLIC).toString()).isEqualTo(longest);
    assertThatThrownBy(() -> WebhookUrl.parse(longest + "a", AddressPolicy.PUBLIC))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
