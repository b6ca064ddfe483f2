// SPDX-License-Identifier: MIT
/// The products and the vectorised functions against double, at every shape that takes another
/// path.
#include "layers.hpp"

#include "math/vector_math.hpp"

#include "math/kernels.hpp"
#include "math/softmax.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

Matrix in_double(const Matrix &a, const Matrix &b) {
  return (a.cast<double>() * b.cast<double>()).cast<float>();
}

/// What the float sum of `depth` products may be off: each within its magnitude.
float allowed(const Matrix &a, const Matrix &b) {
  const float magnitude = (a.cwiseAbs() * b.cwiseAbs()).maxCoeff();
  return 1e-7F * (1 + std::sqrt(static_cast<float>(a.cols()))) * magnitude;
}

bool same_bits(const Matrix &a, const Matrix &b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

/// Units in the last place of `expected` that `actual` is off.
double units_off(float actual, double expected) {
  const auto nearest = static_cast<float>(std::abs(expected));
  const double unit = static_cast<double>(
      std::nextafter(nearest, std::numeric_limits<float>::infinity()) - nearest);
  return std::abs(static_cast<double>(actual) - expected) / unit;
}

/// The largest error over every `stride`th float from `first` to `last`, both of one sign.
template <class Function, class Exact>
double worst(float first, float last, std::uint32_t stride, Function function, Exact exact) {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::memcpy(&from, &first, sizeof from);
  std::memcpy(&to, &last, sizeof to);
  double most = 0;
  for (std::uint32_t bits = from; bits <= to; bits += stride) {
    float x = 0;
    std::memcpy(&x, &bits, sizeof x);
    most = std::max(most, units_off(function(simd::splat(x))[0], exact(static_cast<double>(x))));
  }
  return most;
}

} // namespace

TEST_CASE("products agree with double at every shape of the tiles' edges") {
  for (const Index rows : {1, 2, 3, 4, 5, 8, 33}) {
    for (const Index depth : {1, 7, 64, 1023, 1024, 1025, 2050}) {
      for (const Index columns : {1, 3, 4, 7, 8, 9, 16, 17, 31}) {
        CAPTURE(rows, depth, columns);
        const Matrix a = input_of(rows, depth, 1);
        const Matrix b = input_of(depth, columns, 2);
        const Matrix expected = in_double(a, b);
        Matrix out(rows, columns);
        multiply(view(a), PackedMatrix(view(b)), view(out));
        require_near(out, expected, allowed(a, b));

        Matrix other(rows, columns);
        multiply(view(a), view(b), view(other));
        REQUIRE(same_bits(out, other));
        const Matrix transposed = b.transpose();
        multiply_transposed(view(a), view(transposed), view(other));
        REQUIRE(same_bits(out, other));
        PackedMatrix packed;
        packed.pack_transposed(view(transposed));
        multiply(view(a), packed, view(other));
        REQUIRE(same_bits(out, other));
      }
    }
  }
}

TEST_CASE("a product of many rows takes them in blocks") {
  const Matrix a = input_of(301, 1030, 1);
  const Matrix b = input_of(1030, 19, 2);
  Matrix out(301, 19);
  multiply(view(a), view(b), view(out));
  require_near(out, in_double(a, b), allowed(a, b));
}

TEST_CASE("a row has the same bits alone and among others") {
  const Matrix a = input_of(7, 70, 1);
  const Matrix b = input_of(70, 21, 2);
  Matrix all(7, 21);
  multiply(view(a), view(b), view(all));
  for (Index row = 0; row < a.rows(); ++row) {
    Matrix one(1, 21);
    multiply(row_block(a, row, 1), view(b), view(one));
    REQUIRE(same_bits(one, all.row(row)));
  }
}

TEST_CASE("a product writes its own columns and nothing beside them") {
  const Matrix a = input_of(5, 6, 1);
  const Matrix b = input_of(6, 8, 2);
  Matrix wide = Matrix::Constant(5, 12, 42.0F);
  multiply(column_block(a, 1, 4), row_block(column_block(b, 2, 5), 0, 4), column_block(wide, 3, 5));
  require_near(wide.middleCols(3, 5), in_double(a.middleCols(1, 4), b.block(0, 2, 4, 5)), 1e-5F);
  REQUIRE((wide.leftCols(3).array() == 42.0F).all());
  REQUIRE((wide.rightCols(4).array() == 42.0F).all());
}

TEST_CASE("a packed matrix can be packed again, larger and smaller") {
  PackedMatrix packed;
  for (const Index columns : {9, 40, 3}) {
    const Matrix a = input_of(2, columns + 1, 1);
    const Matrix b = input_of(columns + 1, columns, 2);
    packed.pack(view(b));
    Matrix out(2, columns);
    multiply(view(a), packed, view(out));
    require_near(out, in_double(a, b), allowed(a, b));
  }
}

TEST_CASE("a projection adds its bias once, however deep it is") {
  for (const Index depth : {3, 1024, 2500}) {
    const Matrix x = input_of(6, depth, 1);
    const Matrix w = input_of(depth, 10, 2);
    const RowVector bias = input_of(1, 10, 3).row(0);
    Matrix expected = in_double(x, w);
    expected.rowwise() += bias;
    Matrix out;
    project(x, w, bias, out);
    require_near(out, expected, allowed(x, w));
    Matrix packed;
    project(x, PackedMatrix(view(w)), bias, packed);
    REQUIRE(same_bits(out, packed));
  }
}

TEST_CASE("a product of no terms is zero") {
  const Matrix a(3, 0);
  const Matrix b(0, 5);
  Matrix out = Matrix::Constant(3, 5, 7.0F);
  multiply(view(a), view(b), view(out));
  REQUIRE((out.array() == 0.0F).all());
}

TEST_CASE("exp is as exact as it says") {
  const auto exp = [](simd::Lanes x) { return simd::exp(x); };
  const auto exact = [](double x) { return std::exp(x); };
  REQUIRE(worst(-1e-8F, -87.0F, 97, exp, exact) <= 1.3);
  REQUIRE(worst(1e-8F, 88.7F, 97, exp, exact) <= 1.3);
  // Below the normal floats, a unit is the smallest float there is.
  REQUIRE(worst(-87.0F, -104.0F, 11, exp, exact) <= 1.3);
  REQUIRE(simd::exp(simd::splat(0.0F))[0] == 1.0F);
  REQUIRE(simd::exp(simd::splat(kMasked))[0] == 0.0F);
  REQUIRE(std::isfinite(simd::exp(simd::splat(1e30F))[0]));
}

TEST_CASE("erf is as exact as it says") {
  const auto erf = [](simd::Lanes x) { return simd::erf(x); };
  const auto exact = [](double x) { return std::erf(x); };
  REQUIRE(worst(1e-30F, 10.0F, 997, erf, exact) <= 6);
  REQUIRE(worst(-1e-30F, -10.0F, 997, erf, exact) <= 6);
  REQUIRE(simd::erf(simd::splat(0.0F))[0] == 0.0F);
  REQUIRE(simd::erf(simd::splat(std::numeric_limits<float>::infinity()))[0] == 1.0F);
}

TEST_CASE("a softmax row of any length agrees with double") {
  for (Index count = 1; count <= 19; ++count) {
    const Matrix scaled = input_of(1, count, static_cast<std::uint32_t>(count)) * 5.0F;
    std::vector<float> exponentials(static_cast<std::size_t>(count));
    std::vector<float> weights(exponentials.size());
    const SoftmaxRow row = softmax_row({scaled.data(), exponentials.size()}, exponentials, weights);
    REQUIRE(row.max == scaled.maxCoeff());
    double total = 0;
    for (Index j = 0; j < count; ++j) {
      total += std::exp(static_cast<double>(scaled(j)) - static_cast<double>(row.max));
    }
    for (Index j = 0; j < count; ++j) {
      const double e = std::exp(static_cast<double>(scaled(j)) - static_cast<double>(row.max));
      const auto at = static_cast<std::size_t>(j);
      REQUIRE(units_off(exponentials[at], e) <= 8); // the difference is rounded before the exp
      REQUIRE(static_cast<double>(weights[at]) == Approx(e / total).epsilon(2e-6));
    }
  }
}
