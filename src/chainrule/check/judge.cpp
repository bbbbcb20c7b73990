/// The judge, compiled once for all files of a target.
#include "chainrule/check/judge.hpp"

#include "chainrule/check/examine.hpp"
#include "chainrule/check/examine_hessian.hpp"
#include "chainrule/check/examine_vjp.hpp"
#include "chainrule/check/print.hpp"
