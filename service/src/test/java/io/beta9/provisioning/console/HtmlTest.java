package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {
  @Test
  void text_and_attributes_are_escaped() {
    assertThat(Element.of("p").with("title", "\"><script>").text("<b>&'\"").markup())
        .isEqualTo("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;&#39;&quot;</p>");
  }

  @Test
  void control_characters_and_changes_of_direction_are_visible() {
    assertThat(Html.text("a\u001b[31mb\u202ec\nd").markup()).isEqualTo("a\\u001b[31mb\\u202ec\nd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"style", "onclick", "ONCLICK", "onError", "x y", "a=b", "a>b", ""})
  void an_attribute_that_executes_styles_or_ends_the_tag_is_rejected(String name) {
    assertThatThrownBy(() -> Element.of("p").with(name, "value"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "//evil.example/x",
        "http://evil.example",
        "data:text/html,x",
        " /x",
        ""
      })
  void an_address_of_another_scheme_or_site_is_rejected(String address) {
    assertThatThrownBy(() -> Element.of("a").with("href", address))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Element.of("form").with("action", address))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console", "#content", "?page=2", "https://aws.amazon.com/"})
  void an_address_of_this_service_or_with_https_is_accepted(String address) {
    assertThat(Element.of("a").with("href", address).markup()).contains("href=\"" + address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"style", "STYLE", "p onclick", "", "<p>"})
  void rejects_tags_with_styles_and_invalid_tags(String tag) {
    assertThatThrownBy(() -> Element.of(tag)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void adding_to_an_element_does_not_change_it() {
    Element empty = Element.of("p");
    assertThat(empty.text("a").markup()).isEqualTo("<p>a</p>");
    assertThat(empty.markup()).isEqualTo("<p></p>");
  }
}
