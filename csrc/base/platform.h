// The machine as the runtime sees it: atomics, park/wake, threads, time.
//
// Purpose: everything in base/ and sched/ that touches concurrency goes through `Platform`, so that the same
// source runs natively, under the seeded cooperative scheduler that explores interleavings, and on simulated cores.
// Non-goal: a template parameter on every class. One build has one platform; the macro chooses it, and the
// explorer's tests are simply another build of the same files.
#pragma once

#ifdef ANABRANCH_EXPLORE
#include "base/platform_explore.h"
namespace anabranch {
using Platform = ExplorePlatform;
}
#elif defined(ANABRANCH_SIMULATE)
#include "base/platform_simulate.h"
namespace anabranch {
using Platform = SimulatePlatform;
}
#else
#include "base/platform_native.h"
namespace anabranch {
using Platform = NativePlatform;
}
#endif

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__) || defined(ANABRANCH_EXPLORE)
#define ANABRANCH_CHECKED_BUILD 1
#endif

namespace anabranch {
template <class T>
using atomic = Platform::atomic<T>;
}
